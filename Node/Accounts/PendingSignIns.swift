public import Sodium

/// Logins that a provider of identities vouched for and that wait for their second step: under the hash of a token that one browser has.
///
/// Each leads to one session at most: it is taken out while a step is looked at, and put back when the step was wrong. Of one account the latest
/// waits alone.
public struct PendingSignIns: Sendable {
    /// A login that waits.
    public struct Entry: Equatable, Sendable {
        /// The account's identifier.
        public let account: [UInt8]
        public let identity: ProvenIdentity
        /// Unix seconds.
        public let expires: UInt64
    }

    private var entries: [Octets32: Entry] = [:]

    public init() {}

    /// How many there are, also of those whose time is over and nobody has asked for.
    public var count: Int { entries.count }

    /// Has a login wait; one of the same account waits no longer, and of too many the oldest.
    public mutating func add(_ account: [UInt8], _ identity: ProvenIdentity, under hash: Octets32, at second: UInt64) {
        entries = entries.filter { second < $0.value.expires && $0.value.account != account }
        let oldest = entries.min { ($0.value.expires, $0.key) < ($1.value.expires, $1.key) }
        if let oldest, entries.count >= AccountsLimits.pendingMax {
            entries[oldest.key] = nil
        }
        entries[hash] = Entry(account: account, identity: identity, expires: second + AccountsLimits.pendingSeconds)
    }

    /// A login that goes on waiting.
    public func entry(_ hash: Octets32, at second: UInt64) -> Entry? { entries[hash].flatMap { second < $0.expires ? $0 : nil } }

    /// Takes a login out; `nil` where there is none or its time is over.
    public mutating func take(_ hash: Octets32, at second: UInt64) -> Entry? {
        guard let entry = entries.removeValue(forKey: hash), second < entry.expires else { return nil }
        return entry
    }

    /// Puts one back that was taken, until its time is over; not beside a later one of its account.
    public mutating func putBack(_ entry: Entry, under hash: Octets32) {
        guard !entries.values.contains(where: { $0.account == entry.account }) else { return }
        entries[hash] = entry
    }
}
