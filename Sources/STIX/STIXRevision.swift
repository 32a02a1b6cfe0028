/// One version of an object: what the order of versions and the rules of versioning ask (STIX 2.1 §3.6).
public struct STIXRevision: Equatable, Sendable {
    /// The identifier, the same in all versions.
    public let id: String
    /// When it was first made, as written; all versions must agree on it.
    public let created: String?
    /// Who made it; only they may make further versions.
    public let creator: String?
    /// Which version this is; `nil` for what has no versions: observables and marking definitions.
    public let modified: STIXMoment?
    /// Whether it ends the object: no later version may follow.
    public let isRevoked: Bool
    /// The SHA-256 of its canonical JSON (RFC 8785), so that spelling and order do not count as a difference.
    public let digest: [UInt8]

    /// Reads one out of a bundle; throws where the object's octets are not JSON, which a bundle that was read never has.
    public init(of object: STIXObject, in bundle: STIXBundle) throws(STIXError) {
        self = STIXRevision(node: 0, in: try JSONReader.read(Array(bundle.bytes(of: object))))
    }

    init(node: Int, in document: JSONDocument) {
        func text(_ name: StaticString) -> String? {
            guard let value = document.member(name, of: node), document.kind(value) == .string else { return nil }
            return document.text(value)
        }
        id = text("id") ?? ""
        created = text("created")
        creator = text("created_by_ref")
        modified = text("modified").flatMap(STIXMoment.init)
        if let value = document.member("revoked", of: node) {
            isRevoked = document.kind(value) == .boolean && document.bytes[document.range(value).lowerBound] == 0x74
        } else {
            isRevoked = false
        }
        digest = CanonicalJSON.digest(of: node, in: document)
    }

    /// How another version of an object stands to this one.
    public enum Succession: String, Equatable, Sendable, CaseIterable {
        /// It is of another object.
        case otherObject
        /// It is this version once more.
        case same
        /// It is a later version, as it should be.
        case later
        /// It is an earlier version, as it should be.
        case earlier
        /// It claims to be this version and says something else.
        case sameVersionDiffers
        /// It says that the object was made at another time.
        case createdChanged
        /// It says that somebody else made the object.
        case creatorChanged
        /// It comes later than the version that ended the object.
        case changedAfterRevocation
    }

    /// How `other` stands to this version.
    public func succession(of other: STIXRevision) -> Succession {
        guard id == other.id else { return .otherObject }
        if modified == other.modified { return digest == other.digest ? .same : .sameVersionDiffers }
        if let created, let theirs = other.created, STIXMoment(created) != STIXMoment(theirs) { return .createdChanged }
        if creator != other.creator { return .creatorChanged }
        guard let modified, let theirs = other.modified else { return .sameVersionDiffers }
        let isLater = modified < theirs
        if isLater ? isRevoked : other.isRevoked { return .changedAfterRevocation }
        return isLater ? .later : .earlier
    }
}

extension STIXRevision: Comparable {
    /// The order of versions: by object, then by `modified`, then by content, so that every machine sorts alike.
    public static func < (left: STIXRevision, right: STIXRevision) -> Bool {
        if left.id != right.id { return left.id < right.id }
        switch (left.modified, right.modified) {
        case (nil, nil): break
        case (nil, _): return true
        case (_, nil): return false
        case (let a?, let b?): if a != b { return a < b }
        }
        return left.digest.lexicographicallyPrecedes(right.digest)
    }
}

extension STIXChecker {
    /// Compares an object with the other versions of it in the bundle, and `modified` with `created`.
    mutating func checkVersions(_ node: Int, _ structure: STIXStructure) {
        checkOrder("created", "modified", node, mayBeEqual: true)
        guard let id = string("id", node), let place = member("id", of: node), STIXGrammar.identifierType(Array(id.utf8)[...]) != nil else {
            return
        }
        guard let earlier = firstNode[id] else {
            firstNode[id] = node
            return
        }
        // Most objects stand in a bundle once; only the others are read for their versions.
        var versions = lines[id] ?? [STIXRevision(node: earlier, in: document)]
        let revision = STIXRevision(node: node, in: document)
        var told: Set<STIXRevision.Succession> = []
        for version in versions.suffix(STIXLimits.versionsComparedMax) {
            let succession = version.succession(of: revision)
            guard told.insert(succession).inserted else { continue }
            switch succession {
            case .sameVersionDiffers where STIXDeterministicID.contributing[current?.type ?? ""] != nil:
                // Observables have no versions; what does not go into the identifier may differ.
                note(.repeatedObject, place, "the observable stands in the bundle before, with other content")
            case .same: note(.repeatedObject, place, "the same version of the object stands in the bundle before")
            case .sameVersionDiffers: note(.sameVersionDiffers, place, "this version stands in the bundle before, with other content")
            case .createdChanged: note(.createdChanged, place, "another version of the object says that it was created at another time")
            case .creatorChanged: note(.creatorChanged, place, "another version of the object names another creator")
            case .changedAfterRevocation:
                note(.changedAfterRevocation, place, "there is a version later than the one that revokes the object")
            case .otherObject, .later, .earlier: break
            }
        }
        versions.append(revision)
        lines[id] = versions
    }
}
