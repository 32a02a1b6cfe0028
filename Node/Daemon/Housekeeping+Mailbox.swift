import Exchange
import Groups
import Ledger
import Logging
import Policy
import Storage
import Wire

/// What a mailbox keeps for others, and how it goes again: by time and by each author's share, and by the node's own rules about storing.
extension Housekeeping {
    func clearMailbox() async {
        guard let core else { return }
        do {
            try await inspectMailbox(of: core)
            let rule = MailboxRule(
                now: core.clock.minute, keepMinutesDefault: UInt32(CharterStatement.mailboxDaysDefault) * 1_440, groups: [:],
                own: await core.groups.ownTags, authorOctetsMax: Int64(core.settings.mailboxQuotaMiB) << 20)
            var report: ExpiryReport
            repeat {
                report = try await core.access.write { (store) throws(StorageError) in
                    try store.expireCiphertext(rule, limit: DaemonLimits.expiredPerTransactionMax)
                }
                if report.pruned > 0 { core.logger.info("mailbox cleared", metadata: ["entries": "\(report.pruned)"]) }
            } while !report.isComplete
        } catch {
            core.logger.error("the mailbox could not be cleared", metadata: ["error": "\(error)"])
        }
    }

    /// Once an hour, asks the rules about storing of everything that is kept sealed for others. What they deny goes if they denied it an hour
    /// before, too: until then the key may be on its way that makes it ours to read.
    private func inspectMailbox(of core: NodeCore) async throws {
        let now = core.clock.minute.rawValue
        // A whole hour, and not the next one by the clock, which can be a minute away.
        guard now >= mailbox.inspected + 60 else { return }
        core.rules.look()
        guard let book = core.rules.present, book.count(of: .storing) > 0 else {
            mailbox = MailboxInspection(inspected: now)
            return
        }
        mailbox.inspected = now
        var next = mailbox
        next.denied = []
        var refusals: [OrganisationID: MailboxInspection.Refusal] = [:]
        var place: EntryPlace?
        repeat {
            let (behind, own) = (place, await core.groups.ownTags)
            let page = try await core.access.read { (store) throws(StorageError) in
                try store.ciphertext(after: behind, limit: DaemonLimits.expiredPerTransactionMax, except: own)
            }
            var due: [EntryPlace] = []
            for entry in page.entries {
                guard let author = core.registry.snapshot.node(entry.author)?.organisation else { continue }
                let decision = core.storing(entry, by: author, book)
                guard decision.refusal != nil else { continue }
                if mailbox.denied.contains(entry.place) {
                    due.append(entry.place)
                    refusals[author, default: MailboxInspection.Refusal()].note(entry, decision)
                } else if next.denied.count < DaemonLimits.mailboxDeniedMax {
                    next.denied.insert(entry.place)
                }
            }
            let going = due
            if !going.isEmpty { try await core.access.write { (store) throws(StorageError) in _ = try store.letCiphertextGo(going) } }
            place = page.last
        } while place != nil
        mailbox = next
        for (author, refusal) in refusals.sorted(by: { $0.key < $1.key }) {
            await core.auditLog.noteAfterwards(.storingRefused, subject: author.hex, details: refusal.details)
            core.logger.notice(
                "the rules let sealed items of an organisation go",
                metadata: ["organisation": "\(author)", "entries": "\(refusal.entries)"])
        }
    }
}

/// What a look at the kept ciphertext found.
struct MailboxInspection {
    /// The minute of it, since 1970; 0 before the first.
    var inspected: UInt32 = 0
    /// What the rules denied then.
    var denied: Set<EntryPlace> = []

    /// What was let go of one organisation.
    struct Refusal {
        private(set) var entries = 0
        private(set) var octets: Int64 = 0
        private(set) var rules: Set<String> = []
        private(set) var notify: Set<String> = []

        mutating func note(_ entry: KeptCiphertext, _ decision: StoringDecision) {
            entries += 1
            octets += entry.octets
            rules.formUnion(decision.rules.map(\.description))
            notify.formUnion(decision.notify)
        }

        var details: [String: String] {
            [
                "entries": "\(entries)", "octets": "\(octets)", "rules": rules.sorted().joined(separator: "; "),
                "notify": notify.sorted().joined(separator: ", "),
            ]
        }
    }
}

extension NodeCore {
    /// What the rules say to keeping a sealed body for others. For whom it is nobody can see who has not its key.
    fileprivate func storing(_ entry: KeptCiphertext, by author: OrganisationID, _ book: Rulebook) -> StoringDecision {
        let sealed = UInt64(entry.time.rawValue) * 60
        return book.storing(
            from: addressee(author), for: nil, octets: UInt64(clamping: entry.octets),
            ageSeconds: clock.seconds - min(sealed, clock.seconds))
    }
}
