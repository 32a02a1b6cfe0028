import Exchange
import Foundation
import Glibc
import Storage

/// What was done to a node that did not run: kept in a small file until the next start takes it into the log.
///
/// Whoever can write there can also leave the note away; docs/audit.md says so.
struct OfflineNotes: Codable, Sendable {
    private var action: String
    private var actor: String
    /// Unix seconds.
    private var time: UInt64
    private var details: [String: String]

    var note: AuditNote {
        var details = details
        details["when"] = WallClock.iso8601(time)
        return AuditNote(actor: actor, action: action, details: details)
    }

    static func read(in directory: String) -> [OfflineNotes] {
        SmallFile.read([OfflineNotes].self, from: DataDirectoryLayout.offlineNotes(in: directory)) ?? []
    }

    static func forget(in directory: String) { unlink(DataDirectoryLayout.offlineNotes(in: directory)) }

    /// Adds a note in the name of the user who runs this process. Nothing is added beyond `DaemonLimits.offlineNotesMax`.
    static func add(_ action: AuditAction, _ details: [String: String], in directory: String) throws(OperationError) {
        var notes = read(in: directory)
        guard notes.count < DaemonLimits.offlineNotesMax else { return }
        let actor = LocalActor(number: geteuid(), name: NSUserName().isEmpty ? nil : NSUserName())
        notes.append(OfflineNotes(action: action.rawValue, actor: actor.description, time: WallClock.machine.seconds, details: details))
        try SmallFile.write(notes, to: DataDirectoryLayout.offlineNotes(in: directory))
    }
}
