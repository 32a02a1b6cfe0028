public import Sodium
public import Wire

/// One record of the audit log as it is kept: linked to the one before by its hash.
public struct AuditRecord: Equatable, Sendable {
    /// From 1, without gaps.
    public let number: UInt64
    /// Unix seconds, by the machine's clock; may go back where the clock was set back.
    public let time: UInt64
    public let actor: String
    /// A name of the list in docs/audit.md, which a later release may have made longer.
    public let action: String
    public let subject: String
    public let details: [String: String]
    /// The hash of the record before; for the first `AuditOrigin.start`.
    public let previous: Hash
    public let hash: Hash

    public init(
        number: UInt64, time: UInt64, actor: String, action: String, subject: String, details: [String: String], previous: Hash, hash: Hash
    ) {
        self.number = number
        self.time = time
        self.actor = actor
        self.action = action
        self.subject = subject
        self.details = details
        self.previous = previous
        self.hash = hash
    }

    /// The record of a note behind `previous`, with its hash.
    init(_ note: AuditNote, number: UInt64, time: UInt64, previous: Hash, origin: AuditOrigin) {
        let draft = AuditRecord(
            number: number, time: time, actor: note.actor, action: note.action, subject: note.subject, details: note.details,
            previous: previous, hash: previous)
        self.init(
            number: number, time: time, actor: note.actor, action: note.action, subject: note.subject, details: note.details,
            previous: previous, hash: origin.hash(of: draft))
    }

    /// Pairs of texts as an array, in the order of the keys' octets: one value, one spelling.
    static func encoded(_ details: [String: String]) -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 256)
        writer.array(details.count)
        for (key, value) in details.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            writer.array(2)
            writer.text(key)
            writer.text(value)
        }
        return writer.bytes
    }

    /// `nil` for anything that `encoded` does not write.
    static func details(_ octets: [UInt8]) -> [String: String]? {
        var reader = CBORReader(octets)
        var details: [String: String] = [:]
        do throws(CBORError) {
            let count = try reader.array(limit: StorageLimits.auditDetailsMax)
            for _ in 0..<count {
                try reader.array(exactly: 2)
                let key = try reader.text(limit: StorageLimits.auditActionOctetsMax)
                details[key] = try reader.text(limit: StorageLimits.auditDetailOctetsMax)
            }
            try reader.end()
        } catch {
            return nil
        }
        return encoded(details) == octets ? details : nil
    }
}

/// The end of the log at one moment, under the node's operation key.
public struct AuditHead: Equatable, Sendable {
    /// The number of the last record it covers.
    public let number: UInt64
    /// When it was signed, in unix seconds.
    public let time: UInt64
    /// That record's hash.
    public let hash: Hash
    /// The public half of the key that signed.
    public let key: Octets32
    public let signature: Octets64

    public init(number: UInt64, time: UInt64, hash: Hash, key: Octets32, signature: Octets64) {
        self.number = number
        self.time = time
        self.hash = hash
        self.key = key
        self.signature = signature
    }
}
