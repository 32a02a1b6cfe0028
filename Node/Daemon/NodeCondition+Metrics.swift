import Exchange
import Gossip
import Ledger
import Storage
import Transport

/// A condition in figures, for `GET /metrics`. What is not known is left out.
extension NodeCondition {
    func metrics(findings: [Finding]) -> MetricsPage {
        var page = MetricsPage()
        addNode(findings, to: &page)
        addPeers(to: &page)
        addHoldings(to: &page)
        addEvents(to: &page)
        addDisk(to: &page)
        Self.addProcess(to: &page)
        return page
    }

    private func addNode(_ findings: [Finding], to page: inout MetricsPage) {
        page.add(.buildInfo, 1, .init("version", version))
        page.add(
            .nodeInfo, 1, .init("role", keys.isCoordinator ? "coordinator" : "member"), .init("mailbox", "\(isMailbox)"),
            .init("relay", "\(isRelay)"))
        page.add(.healthy, isSound)
        page.add(.startTime, Double(started))
        for value in Standing.allCases { page.add(.standing, standing == value, .init("standing", value.rawValue)) }
        page.add(.standing, standing == nil, .init("standing", "unknown"))
        for severity in Finding.Severity.allCases {
            page.add(.findings, findings.count { $0.severity == severity }, .init("severity", severity.rawValue))
        }
        if keys.isRegistered { page.add(.keyAccepted, keys.isAccepted) }
        page.add(.ownJournalAhead, counters["own-journal-ahead", default: 0])
        page.add(.certificateExpiry, keys.certificateEnds.map { Double($0) })
        page.add(.encryptionKeyExpiry, keys.encryptionKeyEnds.map { Double($0) })
    }

    private func addPeers(to page: inout MetricsPage) {
        for isOutbound in [true, false] {
            for isFull in [true, false] {
                page.add(
                    .peers, peers.count { $0.isOutbound == isOutbound && $0.isFull == isFull },
                    .init("direction", isOutbound ? "outbound" : "inbound"), .init("session", isFull ? "full" : "registry-only"))
            }
        }
        page.add(.coordinatorConnected, isCoordinatorConnected)
        for reason in CloseReason.all {
            page.add(.sessionsClosed, counters["closed-\(reason)", default: 0], .init("reason", Self.hyphenated("\(reason)")))
        }
        if let arrivals {
            for refusal in HandshakeRefusal.allCases {
                page.add(.handshakesRefused, Double(arrivals.refused[refusal] ?? 0), .init("reason", Self.hyphenated(refusal.rawValue)))
            }
            page.add(.connectionsTurnedAway, Double(arrivals.turnedAway))
        }
        page.add(.peerBytes, traffic.octetsIn, .init("direction", "in"))
        page.add(.peerBytes, traffic.octetsOut, .init("direction", "out"))
        page.add(.peerMessages, traffic.messagesIn, .init("direction", "in"))
        page.add(.peerMessages, traffic.messagesOut, .init("direction", "out"))
        page.add(.journalsBehind, journalsBehind)
        page.add(.forksSuspected, counters["fork-suspected", default: 0])
        page.add(.clockAuthorsAhead, clock.authorsAhead)
        page.add(.clockStep, clock.stepSeconds)
        page.add(.registryAge, Double(witnesses.registrySeconds))
        page.add(.registryCosigned, witnesses.cosigned)
        page.add(.registryContradictions, witnesses.contradictions)
    }

    private func addHoldings(to page: inout MetricsPage) {
        page.add(.registryRecords, Double(registryRecords))
        page.add(.registryRefused, registryRecordsRefused)
        page.add(.organisations, organisations)
        page.add(.groups, groups)
        page.add(.entries, counts?.entries)
        page.add(.unopened, counts?.unopened)
        page.add(.unreadable, counts?.unreadable)
        page.add(.items, counts?.items)
        page.add(.bodiesMissing, bodiesMissing)
    }

    private func addEvents(to page: inout MetricsPage) {
        page.add(.entriesReceived, counters["entries-received", default: 0])
        page.add(.entriesDuplicate, counters["entries-duplicate", default: 0])
        let refusals = ["forged", "malformed", "body"] + EntryKind.allCases.map { "\($0)" }
        for reason in refusals { page.add(.refused, counters["dropped-\(reason)", default: 0], .init("reason", reason)) }
        page.add(.refused, counters["journals-refused", default: 0], .init("reason", "journal"))
        page.add(.refused, counters["messages-unknown", default: 0], .init("reason", "message"))
        page.add(.itemsOpened, counters["items-opened", default: 0])
        page.add(.itemsInvalid, counters["items-invalid", default: 0])
        for outcome in NodeTallies.ShareOutcome.allCases { page.add(.shares, shares[outcome] ?? 0, .init("outcome", outcome.rawValue)) }
        page.add(.unstored, queues.unstoredOctets)
        page.add(.outbox, queues.outboxMessages)
        page.add(.outboxOverflows, counters["outbox-overflow", default: 0])
        page.add(.drafts, queues.drafts)
    }

    private func addDisk(to page: inout MetricsPage) {
        page.add(.storeWaiting, store.writesWaiting)
        page.add(.storeWrites, store.writes)
        for (code, count) in store.failures.sorted(by: { $0.key < $1.key }) { page.add(.storeFailures, count, .init("code", code)) }
        page.add(.storeFailing, trouble != nil)
        page.add(.intakeFailures, counters["intake-failed", default: 0])
        page.add(.database, Double(disk.databaseBytes))
        page.add(.lastBackup, backup.created.map { Double($0) })
        page.add(.lastBackupBytes, backup.octets.map { Double($0) })
        page.add(.volumeFree, disk.volume.map { Double($0.freeBytes) })
        page.add(.volumeSize, disk.volume.map { Double($0.sizeBytes) })
    }

    private static func addProcess(to page: inout MetricsPage) {
        let figures = ProcessFigures()
        page.add(.residentMemory, figures.residentBytes)
        page.add(.virtualMemory, figures.virtualBytes)
        page.add(.processorTime, figures.processorSeconds)
        page.add(.openFiles, figures.openFiles)
        page.add(.filesMax, figures.filesMax)
        page.add(.processStart, figures.startSeconds)
    }

    /// "outOfOrder" as "out-of-order", "notTLS" as "not-tls": labels are spelt like the codes of errors.
    static func hyphenated(_ name: String) -> String {
        var text = ""
        var isAfterCapital = true
        for character in name {
            if character.isUppercase, !isAfterCapital { text += "-" }
            isAfterCapital = character.isUppercase
            text += character.lowercased()
        }
        return text
    }
}

extension CloseReason {
    /// Every reason; their numbers have no gap.
    fileprivate static var all: [CloseReason] {
        (1...UInt8.max).lazy.map { CloseReason(rawValue: $0) }.prefix { $0 != nil }.compactMap { $0 }
    }
}
