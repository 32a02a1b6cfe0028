public import Sodium

/// What one side holds of one group, in 16 octets (specification chapter 6.6).
public struct GroupDigest: Equatable, Sendable {
    public var group: GroupTag
    /// Over all journals of the group that the sender serves, hashed with both nonces: equal where both hold the same.
    public var digest: Octets16

    public init(group: GroupTag, digest: Octets16) {
        self.group = group
        self.digest = digest
    }
}

/// All journals that the sender serves of a group, as far as the hashes of their rows lie in a range (specification chapter 6.6).
///
/// A row is a journal with its size and root; its hash is keyed with both nonces. What is not listed between `from` and `to` the sender
/// does not hold.
public struct Rows: Equatable, Sendable {
    public var group: GroupTag
    /// The smallest and the largest hash that this list covers.
    public var from: UInt64
    public var to: UInt64
    /// Ascending, none twice, none outside `from` and `to`.
    public var hashes: [UInt64]

    public init(group: GroupTag, from: UInt64 = 0, to: UInt64 = .max, hashes: [UInt64]) {
        self.group = group
        self.from = from
        self.to = to
        self.hashes = hashes
    }
}

/// Asks for Heads of the rows with these hashes (specification chapter 6.6).
public struct Ask: Equatable, Sendable {
    public var group: GroupTag
    /// The end of the `Rows` that this answers; 0 when it answers none.
    public var to: UInt64
    /// Ascending, none twice; none when there is nothing to ask for.
    public var hashes: [UInt64]

    public init(group: GroupTag, to: UInt64, hashes: [UInt64]) {
        self.group = group
        self.to = to
        self.hashes = hashes
    }
}

/// The sender still knows what it was told on an earlier connection (specification chapter 6.16).
public struct Resume: Equatable, Sendable {
    /// Which connection that was: a hash of its two nonces.
    public var token: Octets16
    /// How many announcements came on it.
    public var announcements: UInt64

    public init(token: Octets16, announcements: UInt64) {
        self.token = token
        self.announcements = announcements
    }
}

enum LevelCoding {
    static func write(_ digests: [GroupDigest], to writer: inout CBORWriter, _ number: UInt64) {
        writer.array(2)
        writer.unsigned(number)
        writer.array(digests.count)
        for digest in digests {
            writer.array(2)
            writer.identifier(digest.group)
            writer.octets(digest.digest)
        }
    }

    static func digests(_ reader: inout CBORReader) throws(CBORError) -> [GroupDigest] {
        var digests: [GroupDigest] = []
        for _ in 0..<(try reader.array(limit: WireLimits.tagsPerMessageMax)) {
            try reader.array(exactly: 2)
            digests.append(GroupDigest(group: try reader.octets(), digest: try reader.octets()))
        }
        return digests
    }

    static func write(_ hashes: [UInt64], to writer: inout CBORWriter) {
        writer.array(hashes.count)
        for hash in hashes { writer.unsigned(hash) }
    }

    /// One set of hashes has one spelling: ascending.
    static func hashes(_ reader: inout CBORReader) throws(CBORError) -> [UInt64] {
        let count = try reader.array(limit: WireLimits.rowsPerMessageMax)
        var hashes: [UInt64] = []
        hashes.reserveCapacity(count)
        for _ in 0..<count {
            let hash = try reader.unsigned()
            if let last = hashes.last, last >= hash { throw .invalidValue }
            hashes.append(hash)
        }
        return hashes
    }
}

extension Rows {
    func write(to writer: inout CBORWriter, _ number: UInt64) {
        writer.array(5)
        writer.unsigned(number)
        writer.identifier(group)
        writer.unsigned(from)
        writer.unsigned(to)
        LevelCoding.write(hashes, to: &writer)
    }

    init(_ reader: inout CBORReader) throws(CBORError) {
        group = try reader.octets()
        from = try reader.unsigned()
        to = try reader.unsigned()
        hashes = try LevelCoding.hashes(&reader)
        guard from <= to, (hashes.first ?? from) >= from, (hashes.last ?? to) <= to else { throw .invalidValue }
    }
}

extension Ask {
    func write(to writer: inout CBORWriter, _ number: UInt64) {
        writer.array(4)
        writer.unsigned(number)
        writer.identifier(group)
        writer.unsigned(to)
        LevelCoding.write(hashes, to: &writer)
    }

    init(_ reader: inout CBORReader) throws(CBORError) {
        group = try reader.octets()
        to = try reader.unsigned()
        hashes = try LevelCoding.hashes(&reader)
    }
}

extension Resume {
    func write(to writer: inout CBORWriter, _ number: UInt64) {
        writer.array(3)
        writer.unsigned(number)
        writer.octets(token)
        writer.unsigned(announcements)
    }

    init(_ reader: inout CBORReader) throws(CBORError) {
        token = try reader.octets()
        announcements = try reader.unsigned()
    }
}
