public import Wire

/// What the cosignatures of a registry checkpoint prove by records that a file or a published log holds (specification 3.12, 8). Times are
/// unix seconds.
public struct CheckpointWitnessing: Equatable, Sendable {
    /// When the coordinator said that the registry had this size; `nil` when no line shows it.
    public let coordinatorTime: UInt64?
    /// Admitted organisations, none of them the coordinator's, of whose nodes the records prove a cosignature; ascending.
    public let cosigners: [OrganisationID]
    /// Lines that the records do not prove to be anybody's.
    public let unproven: Int
    /// The quorum, only if the records are the whole registry and so proves who the witnesses are, and enough of them signed.
    public let quorum: Quorum?

    /// A quorum that signed.
    public struct Quorum: Equatable, Sendable {
        /// How many witnesses signed, how many had to, and how many there are.
        public let cosigned: Int
        public let threshold: Int
        public let witnesses: Int
        /// By when so many had signed as had to.
        public let time: UInt64
    }
}

extension Registry {
    /// Judges the lines under the checkpoint by this registry, which `isWhole` if it holds every record; what does not verify proves nothing
    /// and is counted.
    func witnessing(_ note: SignedNote, of checkpoint: Checkpoint, isWhole: Bool) -> CheckpointWitnessing {
        var (coordinatorTime, unproven): (UInt64?, Int) = (nil, 0)
        var times: [OrganisationID: UInt64] = [:]
        let coordinator = NoteKey(name: origin, key: coordinatorKey)
        for line in note.signatures where !line.carries(coordinator) {
            let read = try? Cosignature.verified(line, over: checkpoint) { signer in
                signer.map(operationKeys) ?? [coordinatorKey]
            }
            guard let cosignature = read, cosigningKey(of: cosignature, over: checkpoint) != nil else {
                unproven += 1
                continue
            }
            guard let node = cosignature.signer.flatMap(self.node) else {
                coordinatorTime = max(coordinatorTime ?? 0, cosignature.time)
                continue
            }
            let isCoordinators = nodes(of: node.organisation).contains { $0.role == .coordinator }
            guard standing(of: node.organisation) == .admitted, !isCoordinators else {
                unproven += 1
                continue
            }
            times[node.organisation] = max(times[node.organisation] ?? 0, cosignature.time)
        }
        return CheckpointWitnessing(
            coordinatorTime: coordinatorTime, cosigners: times.keys.sorted(), unproven: unproven,
            quorum: isWhole ? Self.quorum(times, witnesses) : nil)
    }

    private static func quorum(_ times: [OrganisationID: UInt64], _ witnesses: WitnessSet) -> CheckpointWitnessing.Quorum? {
        let newest = witnesses.organisations.compactMap { times[$0] }.sorted(by: >)
        guard witnesses.threshold > 0, newest.count >= witnesses.threshold else { return nil }
        return CheckpointWitnessing.Quorum(
            cosigned: newest.count, threshold: witnesses.threshold, witnesses: witnesses.organisations.count,
            time: newest[witnesses.threshold - 1])
    }
}

extension CheckpointWitnessing {
    /// What nobody may conclude about others' view of the logs, as a sentence.
    var notProven: String {
        if quorum != nil {
            return "That everybody is shown the same journal: the witnesses signed the registry's checkpoint, and only the writer the "
                + "journal's."
        }
        let start = "That everybody is shown the same registry and the same journal: "
        if cosigners.isEmpty, unproven == 0 { return start + "no witness signed the checkpoints." }
        if cosigners.isEmpty { return start + "the file has \(unproven) witnesses' signatures and no records that prove whose they are." }
        return start
            + "\(cosigners.count) admitted organisations cosigned the registry's checkpoint, but who the network's witnesses are shows only in "
            + "the whole registry, which the file does not hold."
    }
}
