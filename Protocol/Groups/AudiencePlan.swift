public import Policy
public import Wire

/// Whom an item reaches when it is shared: what the rules make of the audience that was asked for, and the nodes that come of it.
///
/// Sharing and explaining both ask this value, so that what is explained is what happens. Pure: nothing is looked up.
public struct AudiencePlan: Equatable, Sendable {
    /// What the rules for outgoing items say.
    public let outbound: OutboundDecision
    /// What the rules for publishing say. They are asked only about what stays meant for the public after all routes.
    public let publishing: PublishingDecision

    /// Asks the rules about an item on its way to an audience; `circles` are those to which rules may send it.
    public init(for item: ItemFacts, to asked: AudienceFacts, circles: [AudienceFacts], by book: Rulebook) {
        outbound = book.outbound(item, to: asked, circles: circles)
        let isForAll = outbound.isAllowed && outbound.audience.kind == .everyone
        publishing = isForAll ? book.publishing(item) : PublishingDecision()
    }

    /// Why nobody gets it; `nil` when it may go.
    public var refusal: RuleRefusal? { outbound.refusal ?? publishing.refusal }

    /// Whether it goes out plain, for everyone: no node needs a key.
    public var isPublic: Bool { refusal == nil && outbound.audience.kind == .everyone }

    /// Seconds that it waits before it leaves.
    public var waitSeconds: UInt64 { max(outbound.waitSeconds, publishing.waitSeconds) }

    /// People who have to approve it, besides the one who shares.
    public var approvals: Int { max(outbound.approvals, publishing.approvals) }

    /// Whom to tell, sorted.
    public var notify: [String] { Set(outbound.notify + publishing.notify).sorted() }

    /// What has to be taken out of it before it is signed.
    public var redaction: Redaction {
        Redaction(
            properties: Set(outbound.redaction.properties + publishing.redaction.properties).sorted(),
            types: Set(outbound.redaction.types + publishing.redaction.types).sorted())
    }

    /// The organisations that it is for, the sharer's own included; none when it is refused or public.
    public var organisations: [OrganisationID] {
        refusal == nil ? outbound.audience.organisations.compactMap { OrganisationID(hex: $0.id) } : []
    }

    /// The nodes that will be able to open it, ascending: of these members, each with a valid subkey, those of the plan's organisations.
    ///
    /// Empty for the public, where nothing is sealed.
    public func nodes(among members: some Sequence<EpochMember>, directory: some NodeDirectory) -> [NodeID] {
        let inside = Set(organisations)
        return members.map(\.node).filter { node in directory.organisation(ofNode: node).map(inside.contains) ?? false }.sorted()
    }
}
