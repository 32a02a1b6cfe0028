import Groups
import Sodium
import Wire

/// An epoch whose key this node holds, and who else holds it as far as that was verified.
///
/// An epoch is used for new items only while *everybody* who was ever given its key is wanted: a set that shrank needs a new one.
struct KnownEpoch: Sendable {
    /// Some of those who hold the key, from one of its steps on.
    struct Share: Equatable, Sendable {
        let step: UInt16
        /// When it was said, by the entry's own time.
        let time: Minute
        /// Ascending.
        let nodes: [NodeID]
    }

    /// A node's word that it was given no key, with the time of its entry.
    struct Grievance: Equatable, Sendable {
        let node: NodeID
        let time: Minute
    }

    /// What somebody committed to: everybody who holds the key from a step on.
    struct Claim: Equatable, Sendable {
        /// It counts only from one of the set itself: otherwise a mailbox or a former member could choose the key that others seal with.
        let author: NodeID
        let step: UInt16
        let time: Minute
        let setHash: Octets32
    }

    let id: EpochID
    /// The hour of step 0, in hours since 1970-01-01T00:00Z.
    let startHour: UInt32
    /// Who opened it, or gave this node a step of it.
    let author: NodeID
    /// Whether the entry that hands the key out is on disk; before that nothing else may be sealed under it.
    private(set) var isPublished: Bool
    /// Whether the manifest vouches for the key: one that was granted may be false.
    let isConfirmed: Bool
    /// An item did not open with a key that nothing confirms.
    private(set) var isDoubtful = false
    /// More claims than can be kept: who holds the key will never be known.
    private(set) var isSpoilt = false
    /// Sets that agree with what was committed to, in the order they were verified.
    private(set) var shares: [Share] = []
    /// Claims whose set is not known here yet.
    private(set) var unverified: [Claim] = []
    /// What was heeded of those who were given no key.
    private(set) var grievances: [Grievance] = []

    /// An epoch that this node makes for these nodes, and has not published yet.
    init(making manifest: Manifest, for nodes: [NodeID], by author: NodeID) {
        id = manifest.id
        startHour = manifest.startHour
        self.author = author
        isPublished = false
        isConfirmed = true
        shares = [Share(step: 0, time: Minute(0), nodes: nodes.sorted())]
    }

    /// An epoch that somebody published.
    init(_ manifest: Manifest, by author: NodeID) {
        id = manifest.id
        startHour = manifest.startHour
        self.author = author
        isPublished = true
        isConfirmed = true
        unverified = [Claim(author: author, step: 0, time: Minute(0), setHash: manifest.setHash)]
    }

    /// An epoch of which this node was given a later step.
    init(granted grant: Grant, by author: NodeID, at time: Minute) {
        id = grant.epoch
        startHour = grant.startHour
        self.author = author
        isPublished = true
        isConfirmed = false
        unverified = [Claim(author: author, step: grant.step, time: time, setHash: grant.setHash)]
    }

    /// Everybody who holds the key at some step; `nil` while one of the sets is not known.
    var holders: Set<NodeID>? {
        guard unverified.isEmpty, !isSpoilt else { return nil }
        return shares.reduce(into: []) { $0.formUnion($1.nodes) }
    }

    /// Those who can open what was sealed in this step; a key leads to all later steps.
    func holders(atStep step: UInt16) -> Set<NodeID> {
        shares.reduce(into: []) { if $1.step <= step { $0.formUnion($1.nodes) } }
    }

    /// Whether the key is for exactly these nodes.
    func suits(_ nodes: [NodeID]) -> Bool { holders == Set(nodes) }

    /// When the key was granted last so that exactly these nodes hold it; `nil` when it never was.
    func granted(to nodes: [NodeID]) -> Minute? {
        shares.filter { $0.step > 0 && $0.nodes == nodes }.map(\.time).max()
    }

    mutating func publish() { isPublished = true }

    /// Notes that the key failed; true the first time.
    mutating func doubt() -> Bool {
        guard !isConfirmed, !isDoubtful else { return false }
        isDoubtful = true
        return true
    }

    /// Notes a grant that agrees with the key.
    mutating func add(_ grant: Grant, by author: NodeID, at time: Minute, key: EpochKey) {
        let isKnown = shares.contains { $0.step == grant.step && key.isHash(grant.setHash, of: $0.nodes, atStep: grant.step) }
        let claim = Claim(author: author, step: grant.step, time: time, setHash: grant.setHash)
        guard !isKnown, !unverified.contains(claim), !isSpoilt else { return }
        if unverified.count(where: { $0.author == author }) < DaemonLimits.claimsPerAuthorMax {
            unverified.append(claim)
        } else {
            isSpoilt = true
        }
    }

    mutating func note(grievanceOf node: NodeID, at time: Minute) {
        guard grievances.count < DaemonLimits.grievancesPerEpochMax else { return }
        grievances.append(Grievance(node: node, time: time))
    }

    /// Notes the set for which this node made a grant.
    mutating func note(_ nodes: [NodeID], from step: UInt16, at time: Minute) {
        let share = Share(step: step, time: time, nodes: nodes.sorted())
        if !shares.contains(share) { shares.append(share) }
    }

    /// Tries whether the claims mean these nodes; `true` when something was learnt.
    mutating func verify(_ nodes: [NodeID], key: EpochKey) -> Bool {
        let met = unverified.filter { nodes.contains($0.author) && key.isHash($0.setHash, of: nodes, atStep: $0.step) }
        for claim in met {
            unverified.removeAll { $0 == claim }
            note(nodes, from: claim.step, at: claim.time)
        }
        return !met.isEmpty
    }
}

extension KnownEpoch {
    /// cbor[epoch, start hour, author, [published, confirmed, doubtful, spoilt], [[step, time, [node...]]...],
    /// [[author, step, time, set hash]...], [[node, time]...]], for the node's own disk.
    func encoded() -> [UInt8] {
        var writer = CBORWriter()
        writer.array(7)
        writer.identifier(id)
        writer.unsigned(startHour)
        writer.identifier(author)
        writer.array(4)
        for flag in [isPublished, isConfirmed, isDoubtful, isSpoilt] { writer.unsigned(flag ? UInt8(1) : 0) }
        writer.array(shares.count)
        for share in shares {
            writer.array(3)
            writer.unsigned(share.step)
            writer.unsigned(share.time.rawValue)
            writer.array(share.nodes.count)
            for node in share.nodes { writer.identifier(node) }
        }
        writer.array(unverified.count)
        for claim in unverified {
            writer.array(4)
            writer.identifier(claim.author)
            writer.unsigned(claim.step)
            writer.unsigned(claim.time.rawValue)
            writer.octets(claim.setHash)
        }
        writer.array(grievances.count)
        for grievance in grievances {
            writer.array(2)
            writer.identifier(grievance.node)
            writer.unsigned(grievance.time.rawValue)
        }
        return writer.bytes
    }

    /// Reads what `encoded` gave.
    init(decoding bytes: [UInt8]) throws {
        var reader = CBORReader(bytes)
        try reader.array(exactly: 7)
        id = try reader.octets()
        startHour = try reader.unsigned(UInt32.self)
        author = try reader.octets()
        try reader.array(exactly: 4)
        isPublished = try reader.unsigned(UInt8.self) == 1
        isConfirmed = try reader.unsigned(UInt8.self) == 1
        isDoubtful = try reader.unsigned(UInt8.self) == 1
        isSpoilt = try reader.unsigned(UInt8.self) == 1
        for _ in 0..<(try reader.array(limit: .max)) {
            try reader.array(exactly: 3)
            let step = try reader.unsigned(UInt16.self)
            let time = Minute(try reader.unsigned(UInt32.self))
            var nodes: [NodeID] = []
            for _ in 0..<(try reader.array(limit: GroupsLimits.slotsMax)) { nodes.append(try reader.octets()) }
            shares.append(Share(step: step, time: time, nodes: nodes))
        }
        for _ in 0..<(try reader.array(limit: .max)) {
            try reader.array(exactly: 4)
            let author: NodeID = try reader.octets()
            let step = try reader.unsigned(UInt16.self)
            let time = Minute(try reader.unsigned(UInt32.self))
            unverified.append(Claim(author: author, step: step, time: time, setHash: try reader.octets()))
        }
        for _ in 0..<(try reader.array(limit: .max)) {
            try reader.array(exactly: 2)
            let node: NodeID = try reader.octets()
            grievances.append(Grievance(node: node, time: Minute(try reader.unsigned(UInt32.self))))
        }
        try reader.end()
    }
}
