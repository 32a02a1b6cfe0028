public import Wire

/// How old the registry may be that a node holds, by the words of others (specification 3.12). Times are unix seconds.
public struct RegistryFreshness: Equatable, Sendable {
    /// When the coordinator last time-stamped a checkpoint of this log; `nil` if it never did.
    public let coordinatorTime: UInt64?
    /// The k-th newest cosignature of the witnesses; `nil` if fewer than k ever signed, or none are required.
    public let witnessTime: UInt64?
    /// How many witnesses cosigned the newest checkpoint, how many make a quorum, and of how many.
    public let cosigned: Int
    public let threshold: Int
    public let witnesses: Int
    /// Since when the registry may be out of date, where genesis and admissions stand for those who never signed.
    public let currentUntil: UInt64

    /// Seconds for which what is held may have been out of date; 0 for what lies ahead.
    public func age(at now: UInt64) -> UInt64 { now > currentUntil ? now - currentUntil : 0 }

    /// Whether the newest checkpoint has a quorum, or none is required.
    public var isQuorumMet: Bool { cosigned >= threshold }
}

extension WitnessBook {
    /// What the words held here say about the registry's age; `newest` is the root of the newest checkpoint held, `now` in unix seconds.
    public func freshness(of registry: Registry, newest: Hash?, now: UInt64) -> RegistryFreshness {
        let witnesses = registry.witnesses
        let spoken = witnesses.organisations.compactMap { words[.witness($0)] }
        let times = spoken.map(\.cosignature.time).sorted(by: >)
        let counted = witnesses.organisations.map { organisation in
            let admitted = (registry.organisation(organisation)?.admitted).map { UInt64($0.rawValue) * 60 } ?? 0
            return max(words[.witness(organisation)]?.cosignature.time ?? 0, admitted <= now ? admitted : 0)
        }.sorted(by: >)
        let coordinatorTime = words[.coordinator]?.cosignature.time
        let stamped = coordinatorTime ?? UInt64(registry.genesis.created.rawValue) * 60
        let threshold = witnesses.threshold
        let isPossible = threshold <= counted.count
        let witnessed = threshold == 0 ? stamped : isPossible ? counted[threshold - 1] : 0
        return RegistryFreshness(
            coordinatorTime: coordinatorTime,
            witnessTime: threshold > 0 && threshold <= times.count ? times[threshold - 1] : nil,
            cosigned: spoken.count { $0.checkpoint.root == newest }, threshold: threshold, witnesses: witnesses.organisations.count,
            currentUntil: min(stamped, witnessed))
    }
}
