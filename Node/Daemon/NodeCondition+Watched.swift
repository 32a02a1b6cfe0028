import Exchange
import Gossip
import Ledger
import Storage
import Wire

/// What the node's watches over disk, files, copies, clocks and the registry's witnesses have to say.
extension NodeCondition {
    var watched: [Observation] { writing + damaged + returned + copies + doubles + twins + forks + time }

    var vouched: [Observation] { contradictions + staleness + hindrance }

    // MARK: - Disk and files

    private var writing: [Observation] {
        if let trouble {
            return found(
                .storeFailing, .critical, "Nothing can be written (\(trouble.error.code)): \(trouble.error.reason)", trouble.error.advice,
                since: WallClock.iso8601(trouble.since))
        }
        guard counts == nil || disk.volume?.isReadOnly == true else { return [] }
        return found(
            .storeFailing, .critical,
            counts == nil ? "The node cannot read its database." : "The volume of the data directory is mounted read-only.",
            "Look at the log and at `dmesg`; when the disk is sound again, restart the node.")
    }

    private var damaged: [Observation] {
        var observations: [Observation] = []
        if let damage {
            observations += found(.databaseDamaged, .critical, damage.reason, damage.advice)
        }
        if watches.lostLogFrames > 0 {
            observations += found(
                .logDamaged, .warning,
                "The write-ahead log was damaged when the node started; what was lost is fetched back from peers.",
                "Look at the system's log for a failing disk, and compare with your peers what you shared last.")
        }
        if watches.isNetworkFileBroken {
            observations += found(
                .networkFileBroken, .warning, "The file network.json cannot be read: the coordinator is dialled by the registry alone.",
                "Put it back from a backup, or run `causeway join` again.")
        }
        return observations
    }

    private var returned: [Observation] {
        guard let returned = counters["own-entries-returned"] else { return [] }
        return found(
            .entriesReturned, .notice,
            "\(returned) entries that this node wrote came back from peers: a copy was put back, or the disk had lost them.",
            "If nobody put a copy back, look at the disk.")
    }

    private var copies: [Observation] {
        let limit = UInt64(DaemonLimits.backupDaysMax) * 86_400
        guard let since = backup.created ?? backup.wantedSince, now > since + limit else { return [] }
        let days = (now - since) / 86_400
        return found(
            .backupOld, .warning,
            backup.created == nil
                ? "No backup was ever made of this node, which is a member for \(days) days." : "The last backup is \(days) days old.",
            "Run `causeway backup DIRECTORY`, on another disk, and have a timer repeat it; docs/backup.md says how.")
    }

    // MARK: - Second processes

    private var doubles: [Observation] {
        guard ["own-journal-ahead", "own-key-elsewhere", "told-twice"].contains(where: { counters[$0] != nil }) else { return [] }
        return found(
            .anotherNode, .critical, "Another process runs with this node's keys.",
            "Stop one of the two; where a second node is wanted, make it with `causeway init`. If nobody of yours started it, the keys are "
                + "stolen: `causeway keys revoke`.")
    }

    private var twins: [Observation] {
        guard !watches.twins.isEmpty else { return [] }
        let names = watches.twins.prefix(DaemonLimits.twinsNamedMax).joined(separator: "; ")
        return found(
            .twinSeen, .warning, "Seen as two processes with one key: \(names).", "Tell that organisation to stop one of the two.")
    }

    private var forks: [Observation] {
        var observations: [Observation] = []
        if watches.isOwnForked {
            observations += found(
                .ownJournalForked, .critical,
                "This node's key signed two versions of one of its journals, and peers can prove it; after a second time in a group they take "
                    + "nothing more from it.",
                "Find the other process, usually a virtual machine resumed twice from one image, and stop it; then `causeway keys recover` "
                    + "on a clean machine if nobody of yours did that. What was shared since the copy, share again.")
        }
        let suspended = watches.forks.filter(\.isSuspended).map(\.name)
        if !suspended.isEmpty {
            observations += found(
                .nodeSuspended, .warning,
                "Signed two versions of a journal again, so that nothing more is taken from it: \(named(suspended)).",
                "Ask that organisation; when it has settled it, `causeway forks --pardon ORGANISATION`, unless it has a new key.")
        }
        let others = watches.forks.filter { !$0.isSuspended }.map(\.name)
        if !others.isEmpty {
            observations += found(
                .journalForked, .notice, "Signed two versions of a journal: \(named(others)).",
                "Tell that organisation: its machine was resumed twice from one image, or somebody else has its key.")
        }
        return observations
    }

    private func named(_ nodes: [String]) -> String { nodes.prefix(DaemonLimits.twinsNamedMax).joined(separator: "; ") }

    // MARK: - Clocks

    private var time: [Observation] {
        let here =
            "Compare `date -u` with a clock you trust and turn on time synchronisation (`timedatectl set-ntp true`), then restart the node."
        return clock.findings.flatMap { finding in
            switch finding {
            case .setBack(let minutes):
                found(
                    .clockOff, .warning, "The clock was \(minutes) minutes behind the last time that this node had seen when it started.",
                    here)
            case .jumped(let minutes):
                found(.clockOff, .warning, "The clock jumped by \(minutes) minutes while the node ran, or the machine slept.", here)
            case .behindOthers(let minutes):
                found(.clockOff, .warning, "Others write times that are \(minutes) minutes and more ahead of this clock.", here)
            case .otherAhead(let node, let minutes):
                found(
                    .clockOff, .notice, "\(names[node] ?? "A node") writes times that are \(minutes) minutes ahead of this clock.",
                    "Its clock is wrong, or this one: compare `date -u` with a clock you trust.")
            }
        }
    }

    // MARK: - The registry

    private var contradictions: [Observation] {
        guard witnesses.contradictions > 0 else { return [] }
        return found(
            .registrySplit, .critical,
            witnesses.isSealingStopped
                ? "Two registries that contradict each other were both confirmed by a quorum of witnesses: nothing is sealed."
                : "The coordinator signed two registries that contradict each other.",
            "Ask its staff and other members which one they hold; docs/witnesses.md says how to go on.")
    }

    private var staleness: [Observation] {
        let limit = UInt64(registryStaleHours) * 3_600
        guard standing == .admitted, limit > 0, witnesses.registrySeconds > limit else { return [] }
        return found(
            .registryStale, .warning,
            "Nobody has confirmed the registry here for \(witnesses.registrySeconds / 3_600) hours: who is still a member may have changed.",
            "Check clock and connections (`causeway peers`): one connection to the coordinator and the witnesses brings it up to date.")
    }

    private var hindrance: [Observation] {
        guard let hindrance = witnesses.hindrance else { return [] }
        return found(.notVouching, .warning, hindrance, "See docs/witnesses.md.")
    }
}
