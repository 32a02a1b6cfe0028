import Foundation
import GRDB
import Ledger
import Sodium
import Wire

/// What an entry says of its ciphertext that has to be known after the key for it is not found.
struct SealedItem {
    let epoch: EpochID
    let body: EntryBody
    let time: Minute
    let keepUntil: Minute
    let octets: UInt64

    /// `nil` for whatever is not a sealed item.
    init?(_ compact: [UInt8], journal: JournalID) {
        guard let entry = try? UnverifiedEntry(compact: compact[...], journal: journal), entry.prefix.kind == .item,
            let epoch = entry.prefix.epoch
        else { return nil }
        self.epoch = epoch
        body = entry.body
        time = entry.prefix.time
        keepUntil = entry.prefix.keepUntil
        octets = entry.bodyLength
    }
}

/// `sealed_item(journal, compact, field)` in SQL, for the one step of the schema that has to look into entries.
///
/// Gives "time", "keep until" or "octets" of a sealed item and NULL for any other entry. The compact form never changes,
/// so neither does the step. It exists only while steps are taken: at any other time the program reads entries itself.
enum SealedItemFunction {
    static let function = DatabaseFunction("sealed_item", argumentCount: 3, pure: true) { values in
        guard let journal = Data.fromDatabaseValue(values[0]).flatMap({ JournalID($0) }),
            let compact = Data.fromDatabaseValue(values[1]), let field = String.fromDatabaseValue(values[2]),
            let item = SealedItem([UInt8](compact), journal: journal)
        else { return nil }
        return switch field {
        case "time": Int64(item.time.rawValue)
        case "keep until": Int64(item.keepUntil.rawValue)
        case "octets": Int64(item.octets)
        default: nil
        }
    }
}
