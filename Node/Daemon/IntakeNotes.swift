import Exchange
import Ledger
import Storage
import Wire

/// What the audit log is told of arrivals that were set apart: each for itself, until one organisation sends many within an hour; then their number.
///
/// A value: what a round notes is kept by the caller only once the disk has taken it.
struct IntakeNotes: Sendable {
    private struct Key: Hashable, Comparable {
        var organisation: String
        var action: String
        static func < (left: Key, right: Key) -> Bool { (left.organisation, left.action) < (right.organisation, right.action) }
    }

    private struct Count {
        var hour: UInt32
        var noted = 0
        var uncounted = 0
    }

    private var counts: [Key: Count] = [:]

    /// Notes that an item of an organisation is quarantined.
    mutating func quarantined(_ item: OpenedItem, at hour: UInt32) -> [AuditNote] {
        let reason = item.held != nil ? "by-rule" : item.isAccepted ? "not-readable" : "not-entitled"
        return notes(
            .receivedQuarantined, of: item.organisation.hex, subject: item.id.hex, ["reason": reason, "group": item.group.hex], hour)
    }

    /// Notes that an entry was not taken, by what its check found.
    mutating func refused(_ place: EntryPlace, of organisation: String, fault: String, at hour: UInt32) -> [AuditNote] {
        notes(.receivedRefused, of: organisation, subject: place.journal.hex, ["fault": fault, "position": "\(place.position)"], hour)
    }

    /// What was counted and not noted in hours before this one.
    mutating func counted(before hour: UInt32) -> [AuditNote] {
        var notes: [AuditNote] = []
        for (key, count) in counts.sorted(by: { $0.key < $1.key }) where count.hour < hour {
            if let note = Self.summary(key, count) { notes.append(note) }
            counts[key] = nil
        }
        return notes
    }

    private mutating func notes(
        _ action: AuditAction, of organisation: String, subject: String, _ details: [String: String], _ hour: UInt32
    ) -> [AuditNote] {
        var key = Key(organisation: organisation, action: action.rawValue)
        if counts[key] == nil, counts.count >= DaemonLimits.arrivalNotesOrganisationsMax { key.organisation = "others" }
        var notes: [AuditNote] = []
        var count = counts[key] ?? Count(hour: hour)
        if count.hour != hour {
            if let note = Self.summary(key, count) { notes.append(note) }
            count = Count(hour: hour)
        }
        if count.noted < DaemonLimits.arrivalNotesPerHourMax {
            count.noted += 1
            var details = details
            details["organisation"] = organisation
            notes.append(AuditNote(actor: NodeAudit.nodeActor, action: action.rawValue, subject: subject, details: details))
        } else {
            count.uncounted += 1
        }
        counts[key] = count
        return notes
    }

    private static func summary(_ key: Key, _ count: Count) -> AuditNote? {
        guard count.uncounted > 0 else { return nil }
        return AuditNote(
            actor: NodeAudit.nodeActor, action: key.action,
            details: [
                "organisation": key.organisation, "more": "\(count.uncounted)", "hour": WallClock.iso8601(UInt64(count.hour) * 3_600),
            ])
    }
}
