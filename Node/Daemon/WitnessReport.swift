/// What a node knows of the registry's witnesses, for its people: status, metrics, warnings.
struct WitnessReport: Equatable, Sendable {
    /// Seconds since the coordinator last time-stamped a checkpoint of the registry held here; `nil` if it never did.
    var coordinatorSeconds: UInt64?
    /// Seconds since enough witnesses for a quorum had signed one; `nil` if they never did, or none is required.
    var witnessSeconds: UInt64?
    /// Seconds for which the registry here may have been out of date: what sharing is judged by.
    var registrySeconds: UInt64
    /// How many witnesses cosigned the newest checkpoint, how many make a quorum, and of how many; all 0 where none is required.
    var cosigned: Int
    var threshold: Int
    var witnesses: Int
    /// Pieces of evidence that the coordinator signed two registries.
    var contradictions: Int
    /// Whether both sides of one have a quorum and this node's people have not decided: nothing is sealed.
    var isSealingStopped: Bool
    /// Why this node does not sign although it is a witness or the coordinator; `nil` when nothing is in the way.
    var hindrance: String?

    /// Whether the newest checkpoint has a quorum, or none is required.
    var isQuorumMet: Bool { cosigned >= threshold }
}
