import Sodium
import Wire

/// A retraction that those who could open the item and have left its group are still to be told of; stands in the store until it is said.
struct OwedWithdrawal: Equatable {
    static let prefix = "withdrawal-owed/"

    let item: Hash
    /// Why it was taken back, for its readers.
    let reason: String

    init(item: Hash, reason: String) {
        self.item = item
        self.reason = reason
    }

    /// What a setting of the store says; `nil` for what is none of ours.
    init?(key: String, value: [UInt8]) {
        guard key.hasPrefix(Self.prefix), let item = Hash(hex: String(key.dropFirst(Self.prefix.count))),
            let reason = String(validating: value, as: UTF8.self)
        else { return nil }
        self.init(item: item, reason: reason)
    }

    var key: String { Self.prefix + item.hex }
    var value: [UInt8] { Array(reason.utf8) }
}
