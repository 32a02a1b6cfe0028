import Exchange
import Foundation
import Ledger
import Storage

/// What of a condition the operator should know.
///
/// One function a subject, each listed in `observations`: a new finding is a new `Finding.Code`, and here a line in one of them or a
/// function of its own. Sentences name no group, person or item.
extension NodeCondition {
    var observations: [Observation] {
        [
            ownStanding, keyFindings.map { Observation(finding: $0) }, encryptionKey, connections, lag, releases, opening, space, volume,
            permissions, watched, vouched, accounts,
        ].flatMap { $0 }
    }

    // MARK: - Membership and keys

    private var ownStanding: [Observation] {
        switch standing {
        case .admitted: []
        case .applied, nil:
            found(
                .notAdmitted, .warning, "The organisation is not admitted yet.",
                "Wait for the coordinator's decision, or ask its staff; if you have not applied, run `causeway join`.")
        case .suspended:
            found(
                .suspended, .critical, "The organisation is suspended: peers give this node nothing but the registry.",
                "Ask the coordinator's staff why, and to reinstate it.")
        case .expelled:
            found(
                .expelled, .critical, "The organisation is expelled: peers give this node nothing but the registry, for ever.",
                "Ask the coordinator's staff; a new membership is a new organisation with new keys.")
        }
    }

    /// What the operator must know of the keys, the most urgent first.
    var keyFindings: [Finding] {
        guard standing == .admitted, keys.isRegistered else { return [] }
        guard keys.isAccepted else {
            return [
                keys.isCoordinator
                    ? Finding(
                        .keyRevoked, .critical,
                        "The key of the coordinator's node was revoked: members take nothing from it but the registry.",
                        remedy: "Found a new network.")
                    : Finding(
                        .keyRevoked, .critical, "This node's key was revoked or replaced: nothing it writes is accepted.",
                        remedy: "Make a node anew with `causeway keys recover`.")
            ]
        }
        var findings = certificate.map { [$0] } ?? []
        if keys.isFileReplaced {
            findings.append(
                Finding(
                    .keyFileReplaced, .warning,
                    "The key file was replaced, as `causeway keys rotate-root` does; this process renews nothing with the old one.",
                    remedy: "Restart the node."))
        }
        if keys.isRotationIncomplete {
            findings.append(
                Finding(
                    .rotationIncomplete, .warning, "A new root key was made and is not known to be registered.",
                    remedy: "Run `causeway keys rotate-root` again."))
        }
        if keys.isRecoveryKeyMissing {
            findings.append(
                Finding(
                    .recoveryKeyMissing, .warning, "No recovery key is registered: a lost root key could not be replaced.",
                    remedy: "Run `causeway keys rotate-root`, which makes one."))
        }
        return findings
    }

    private var certificate: Finding? {
        guard let end = keys.certificateEnds else { return nil }
        let days = daysLeft(until: end)
        guard days <= DaemonLimits.certificateWarningDays else { return nil }
        let remedy =
            keys.hasRootKey
            ? "The node renews it by itself when the coordinator can be reached; try `causeway keys renew`."
            : "Renew it with the root key: `causeway keys renew`."
        let (severity, sentence): (Finding.Severity, String) =
            switch days {
            case ..<0: (.critical, "The certificate has ended: peers give this node nothing but the registry.")
            case 0: (.critical, "The certificate ends within a day, hurry.")
            case 1: (.critical, "The certificate ends within 2 days, hurry.")
            case ...7: (.warning, "The certificate ends in \(days) days, within a week.")
            default: (keys.hasRootKey ? .notice : .warning, "The certificate ends in \(days) days.")
            }
        return Finding(
            .certificateEnds, severity, sentence, remedy: remedy, since: days < 0 ? WallClock.iso8601(end) : "")
    }

    private var encryptionKey: [Observation] {
        guard keys.isSettled, keys.isAccepted else { return [] }
        let remedy = "Restart the node, and look in its log for \"the encryption subkey could not be published\"."
        guard let end = keys.encryptionKeyEnds else {
            return found(
                .encryptionKeyEnds, .critical, "The node has announced no encryption key: nobody can share with it.", remedy,
                patience: DaemonLimits.announcementPatienceSeconds)
        }
        let days = daysLeft(until: end)
        guard days < DaemonLimits.encryptionKeyWarningDays else { return [] }
        return days < 0
            ? found(.encryptionKeyEnds, .critical, "The encryption key has ended: what is shared now is closed to this node.", remedy)
            : found(.encryptionKeyEnds, .warning, "The encryption key ends in \(days) days and was not renewed.", remedy)
    }

    // MARK: - Other nodes

    private var connections: [Observation] {
        guard otherNodes > 0, standing != .expelled else { return [] }
        if peers.isEmpty {
            return found(
                .noPeer, .critical, "No peer is connected: nothing arrives and nothing leaves.",
                "Check the network and the firewall for outgoing connections to the addresses in `causeway members`; see the log.",
                patience: DaemonLimits.peerPatienceSeconds, early: true)
        }
        guard !isCoordinatorConnected else { return [] }
        return found(
            .coordinatorAway, .warning, "The coordinator is not connected: admissions, removals and renewals reach this node late.",
            "Check that its address in `causeway members` can be reached from here; ask its staff whether it runs.",
            patience: DaemonLimits.coordinatorPatienceSeconds)
    }

    private var lag: [Observation] {
        guard journalsBehind > 0 else { return [] }
        return found(
            .journalsBehind, .warning, "\(journalsBehind) journals stay behind what a peer holds, and nothing of them arrives.",
            "See BEHIND in `causeway peers`: if it is one peer, ask its operator; if it is all, look at this node's disk and log.",
            patience: DaemonLimits.lagPatienceSeconds, progress: counts?.entries ?? 0)
    }

    private var releases: [Observation] {
        guard let own = Self.release("causeway/" + version) else { return [] }
        let newer = peers.filter(\.isFull).compactMap { peer in
            Self.release(peer.agent).flatMap { own.lexicographicallyPrecedes($0) ? (release: $0, isCoordinator: peer.isCoordinator) : nil }
        }
        guard newer.contains(where: \.isCoordinator) || newer.count >= DaemonLimits.newerPeersMin,
            let newest = newer.map(\.release).max(by: { $0.lexicographicallyPrecedes($1) })
        else { return [] }
        return found(
            .olderRelease, .notice, "Peers run release \(newest.map { "\($0)" }.joined(separator: ".")), this node \(version).",
            "Read the newer release's notes and upgrade.")
    }

    /// The numbers in "causeway/1.2.3"; `nil` for anything else, since an agent is the peer's word.
    private static func release(_ agent: String) -> [Int]? {
        guard agent.hasPrefix("causeway/") else { return nil }
        let parts = agent.dropFirst("causeway/".count).split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { $0.utf8.count <= 6 ? Int($0) : nil }
        return parts.count == 3 && numbers.count == 3 ? numbers : nil
    }

    // MARK: - This machine

    private var opening: [Observation] {
        guard let counts, counts.unopened > 0 else { return [] }
        return found(
            .entriesNotOpened, .warning, "\(counts.unopened) entries wait to be opened, and none is.",
            "Look in the log for \"entries could not be opened\"; restart the node.", patience: DaemonLimits.openingPatienceSeconds,
            progress: counts.items + counts.unreadable - counts.unopened)
    }

    private var space: [Observation] {
        guard let free = disk.volume?.freeBytes, free < DaemonLimits.freeOctetsWarning else { return [] }
        let isCritical = free < DaemonLimits.freeOctetsCritical
        return found(
            .diskLow, isCritical ? .critical : .warning,
            "\(free >> 20) MiB are free on the volume of the data directory"
                + (isCritical ? ", less than one large item takes." : "; the node wants \(DaemonLimits.freeOctetsWarning >> 30) GiB."),
            "Free some space or enlarge the volume; `df -h \(disk.directory)` shows it.")
    }

    private var volume: [Observation] {
        switch disk.encryption {
        case .encrypted: []
        case .plain(let device):
            found(
                .volumeNotEncrypted, .warning,
                "The volume of the data directory (\(device)) is not encrypted: what this node has opened lies readable on the disk.",
                "Move the data directory to an encrypted volume (LUKS); if your provider or disk encrypts it, set `volume-encrypted: true`."
            )
        case .unknown(let why):
            found(
                .volumeEncryptionUnknown, .notice, "Whether the volume of the data directory is encrypted cannot be told here: \(why).",
                "Make sure of it yourself, as what this node has opened lies there in plain form; then set `volume-encrypted: true`.")
        }
    }

    private var permissions: [Observation] {
        let open = [(disk.directoryMode, disk.directory), (disk.keyFileMode, DataDirectoryLayout.keys(in: disk.directory))]
            .filter { ($0.0 ?? 0) & 0o077 != 0 }.map(\.1)
        guard let first = open.first else { return [] }
        return found(
            .directoryOpen, .warning, "Other users of this machine may enter or read \(first).",
            "Run `chmod go= \(open.joined(separator: " "))`.")
    }

    private var accounts: [Observation] {
        guard auditRecords >= DaemonLimits.auditRecordsWarning else { return [] }
        return found(
            .auditLogLong, .notice, "The audit log has \(auditRecords) records, and it is never shortened.",
            "Give the disk room for it; `causeway audit export --json-lines` takes a copy out.")
    }

    func found(
        _ code: Finding.Code, _ severity: Finding.Severity, _ sentence: String, _ remedy: String, since: String = "",
        patience: UInt64 = 0, early: Bool = false, progress: Int = 0
    ) -> [Observation] {
        [
            Observation(
                finding: Finding(code, severity, sentence, remedy: remedy, since: since), patienceSeconds: patience, isShownEarly: early,
                progress: progress)
        ]
    }
}
