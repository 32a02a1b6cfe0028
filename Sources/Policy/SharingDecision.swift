/// What the policy says about one item and one audience.
public enum SharingDecision: Equatable, Sendable {
    /// Nothing in the policy stands against it.
    case allow
    /// The item stays where it is, and why.
    case refuse(SharingRefusal)
}

/// Decides whether an item with this mark may go to this audience (specification 5.3).
///
/// Total, pure and the same on both sides: a sharer asks before sealing, a receiver asks again after opening and keeps what
/// is refused out of sight. The first rule that refuses is the one reported: no mark, then a mark too strict, then nobody there,
/// then representatives where whole organisations are meant.
///
/// - Parameters:
///   - tlp: The item's effective mark; `nil` is refused for every audience, the narrowest included.
///   - audience: The kind of circle.
///   - organisations: How many organisations stand in the circle now, the sharer's own counted. Not looked at for `.everyone`.
///   - namesPeople: Whether the item is for named representatives only.
public func decide(
    tlp: TLP?, audience: AudienceKind, organisations: Int, namesPeople: Bool = false
) -> SharingDecision {
    guard let tlp else { return .refuse(.unmarked) }
    guard audience.isNoWider(than: tlp.widestAudience) else { return .refuse(.audienceTooWide(tlp: tlp, audience: audience)) }
    guard audience == .everyone || organisations > 0 else { return .refuse(.audienceEmpty(audience)) }
    guard !namesPeople || tlp == .red else { return .refuse(.peopleNeedRed(tlp)) }
    return .allow
}

/// Joins the mark inside a file with the mark its sharer asks for (specification 5.4).
///
/// A mark inside the file binds: the sharer may narrow it, never widen it. A file without a mark takes the sharer's.
/// Where there is neither, `unmarkedDefault` decides; without one the file is refused, it is never taken for TLP:CLEAR.
///
/// - Parameters:
///   - fileMark: The strictest mark found in the file, if any.
///   - requested: What the sharer said, if anything.
///   - unmarkedDefault: What this node's own rules say for files without a mark, if anything.
public func effective(fileMark: TLP?, requested: TLP?, unmarkedDefault: TLP? = nil) -> Result<TLP, SharingRefusal> {
    switch (fileMark, requested) {
    case (let fileMark?, let requested?):
        requested < fileMark ? .failure(.weakerThanFile(fileMark: fileMark, requested: requested)) : .success(requested)
    case (let mark?, nil), (nil, let mark?): .success(mark)
    case (nil, nil): unmarkedDefault.map { .success($0) } ?? .failure(.unmarked)
    }
}
