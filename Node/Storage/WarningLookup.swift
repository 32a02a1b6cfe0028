import GRDB
public import Reference
import STIX
import Sodium

/// A warning list on which a value stands.
public struct Warning: Equatable, Sendable {
    /// The pack's name, and the list's in it.
    public let pack: String
    public let list: String
    /// What people call the list.
    public let title: String
    /// The entry: the value itself, a domain or network above it, or what stands in it.
    public let entry: String
    public let relation: WarningSubject.Relation
}

/// What warning lists say of one value.
public struct Warnings: Equatable, Sendable {
    public internal(set) var found: [Warning] = []
    /// Whether lists are still being built, so that there may be more.
    public internal(set) var isIncomplete = false
}

/// Looks a value up in the warning lists that are here, inside one access: a seek a list for each spelling that an entry could have.
struct WarningLookup {
    private let database: Database

    init(_ database: Database) { self.database = database }

    private struct List {
        let number: Int64
        let name: String
        let title: String
        let matching: WarningList.Matching
        let kinds: Int64
        let lengths: [UInt8]
        let pack: String
    }

    func warnings(on value: ObservedValue) throws -> Warnings {
        var warnings = Warnings()
        warnings.isIncomplete = try PreparedStatement(database, Query.isPackBuilding).first { _ in true } ?? false
        let lists = try self.lists()
        guard !lists.isEmpty else { return warnings }
        let hash = try WarningHash(database)
        let subjects = WarningSubject.all(of: value).map { subject in
            (subject: subject, kinds: ValueKinds.bits([subject.kind, subject.origin]))
        }
        for list in lists {
            for (subject, kinds) in subjects where kinds & list.kinds != 0 {
                guard let (entry, relation) = try match(list, subject, hash) else { continue }
                warnings.found.append(Warning(pack: list.pack, list: list.name, title: list.title, entry: entry, relation: relation))
                break
            }
        }
        return warnings
    }

    private func lists() throws -> [List] {
        try PreparedStatement(database, Query.warningLists).all { columns in
            guard let matching = WarningList.Matching(rawValue: try columns.integer(3, as: UInt8.self)) else {
                throw StorageError.corrupt("a warning list compares in a way that there is not")
            }
            return List(
                number: columns.integer(0), name: columns.text(1), title: columns.text(2), matching: matching, kinds: columns.integer(4),
                lengths: columns.bytes(5), pack: columns.text(6))
        }
    }

    private func match(
        _ list: List, _ subject: WarningSubject, _ hash: WarningHash
    ) throws -> (entry: String, relation: WarningSubject.Relation)? {
        switch list.matching {
        case .string, .hostname, .cidr:
            let probes = subject.probes(list.matching, lengths: list.lengths)
            guard !probes.isEmpty else { return nil }
            let block = try PreparedStatement(database, Query.warningBlockAt)
            for probe in probes where try holds(list.number, hash(probe.octets), block) { return (probe.text, probe.relation) }
            return nil
        case .substring, .regex:
            var found: (text: String, relation: WarningSubject.Relation)?
            try PreparedStatement(database, Query.warningBlocks).each(list.number) { columns in
                found = columns.withOctets(0) { subject.first(ofLines: $0.bindMemory(to: UInt8.self), list.matching) }
                return found == nil
            }
            return found.map { ($0.text, $0.relation) }
        }
    }

    /// Whether a list has an entry with this hash: in the last block that begins at it or before.
    private func holds(_ list: Int64, _ hash: Int64, _ block: PreparedStatement) throws -> Bool {
        try block.first(list, hash) { columns in columns.withOctets(0) { WarningBlocks.contains(hash, in: $0) } } ?? false
    }
}

/// The hash of this file's tables.
struct WarningHash {
    private let hash: ShortHash

    init(_ database: Database) throws {
        let key = try PreparedStatement(database, Query.packState).first { $0.bytes(1) }
        guard let hash = key.flatMap({ ShortHash(key: $0) }) else { throw StorageError.corrupt("the warning lists have no key") }
        self.hash = hash
    }

    func callAsFunction(_ octets: [UInt8]) -> Int64 { Int64(bitPattern: hash.number(of: octets)) }

    /// As `WarningTable` wants it.
    func number(_ octets: [UInt8]) -> UInt64 { hash.number(of: octets) }
}

/// Sorted hashes in rows.
enum WarningBlocks {
    /// Whether a row holds a hash; found by halving.
    static func contains(_ hash: Int64, in octets: UnsafeRawBufferPointer) -> Bool {
        var (low, high) = (0, octets.count / 8)
        while low < high {
            let middle = (low + high) / 2
            let found = Int64(littleEndian: octets.loadUnaligned(fromByteOffset: middle * 8, as: Int64.self))
            if found == hash { return true }
            if found < hash { low = middle + 1 } else { high = middle }
        }
        return false
    }

    /// The rows of a table, with the keys under which they stand.
    static func rows(of table: WarningTable) -> [(first: Int64, octets: [UInt8])] {
        var rows: [(first: Int64, octets: [UInt8])] = []
        let count = StorageLimits.searchRowOctetsMax / 8
        for start in stride(from: 0, to: table.hashes.count, by: count) {
            let part = table.hashes[start..<min(start + count, table.hashes.count)]
            var octets: [UInt8] = []
            octets.reserveCapacity(part.count * 8)
            for hash in part { withUnsafeBytes(of: hash.littleEndian) { octets += $0 } }
            rows.append((part[part.startIndex], octets))
        }
        var text: [UInt8] = []
        var number: Int64 = 0
        for entry in table.texts {
            if !text.isEmpty, text.count + entry.count + 1 > StorageLimits.searchRowOctetsMax {
                rows.append((number, text))
                number += 1
                text = []
            }
            text += entry + [0x0A]
        }
        if !text.isEmpty { rows.append((number, text)) }
        return rows
    }
}

/// Kinds of values as bits; a kind keeps its bit.
enum ValueKinds {
    private static let order: [ObservedValue.Kind] = [
        .ipv4, .ipv6, .network, .domain, .url, .email, .hash, .vulnerability, .technique, .file,
    ]

    static func bits(_ kinds: Set<ObservedValue.Kind>) -> Int64 {
        order.enumerated().reduce(0) { kinds.contains($1.element) ? $0 | 1 << Int64($1.offset) : $0 }
    }
}
