public import Exchange
import Foundation
import Ledger
import Sodium
import Storage
import Wire

/// Where an audit log is read from.
public enum AuditSource: Sendable {
    /// A running node's, over its local interface.
    case node(any NodeOperations)
    /// A stopped node's data directory.
    case directory(String)
    /// A file of JSON lines that `causeway audit export` wrote.
    case file(String)
}

/// What to hold an audit log against, beside itself.
public struct AuditExpectation: Sendable {
    /// The node's public operation key, in hexadecimal; `nil` for whatever belongs to the node's identifier.
    public var key: String?
    /// "NUMBER:HASH" of a head that was kept elsewhere; `nil` for none.
    public var head: String?

    public init(key: String? = nil, head: String? = nil) {
        self.key = key
        self.head = head
    }
}

/// What was found of an audit log in which everything fits.
public struct AuditVerdict: Codable, Equatable, Sendable {
    public var network: String
    public var node: String
    /// "whole", "range" or "selection".
    public var extent: String
    public var records: UInt64
    /// Number and ISO 8601 time of the first and last record; 0 and empty for none.
    public var first: UInt64
    public var from: String
    public var last: UInt64
    public var until: String
    /// The last record's hash, in hexadecimal.
    public var lastHash: String
    /// Signed heads that were checked.
    public var heads: UInt64
    /// The last of them: the record it covers, when it was signed, by which key; 0 and empty for none.
    public var signed: UInt64
    public var signedAt: String
    public var key: String
    /// Records that no head covers yet.
    public var unsigned: UInt64
}

/// Checks a whole audit log in bounded memory: numbers, links, hashes and signatures. Throws what does not fit first.
public func verifyAudit(
    of source: AuditSource, against expectation: AuditExpectation, progress: (_ records: UInt64) -> Void
) async throws(OperationError) -> AuditVerdict {
    let known = try expectation.knownHead
    let expectedKey = try expectation.expectedKey
    var reading = try ReadingAudit(source)
    defer { reading.close() }
    let begun = try await reading.begin()
    let origin = begun.origin
    let rightKey: @Sendable (Octets32) -> Bool = { key in
        if let expectedKey { return key == expectedKey }
        // The identifier of a node is made from its first operation key, which is the one it has.
        return NodeID(firstOperationKey: key, network: origin.network) == origin.node
    }
    var chain = AuditChain(of: origin, extent: begun.extent, expecting: known, whereOwn: rightKey)
    do {
        while let page = try await reading.next() {
            try chain.take(page)
            progress(chain.records)
        }
        try chain.end()
    } catch let fault as AuditFault {
        throw OperationError(fault)
    } catch let error as OperationError {
        throw error
    } catch {
        throw OperationError(code: "audit-unreadable", reason: "The log cannot be read: \(error)", remedy: "Check the file.", status: 500)
    }
    return AuditVerdict(chain, origin, begun.extent)
}

extension AuditExpectation {
    fileprivate var knownHead: AuditChain.KnownHead? {
        get throws(OperationError) {
            guard let head else { return nil }
            let parts = head.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let number = UInt64(parts[0]), number > 0, let hash = Hash(hex: parts[1].lowercased()) else {
                throw OperationError(
                    code: "invalid-head", reason: "\"\(head.prefix(100))\" is not NUMBER:HASH.",
                    remedy: "Give the number and the 64 hexadecimal digits that an earlier `causeway audit verify` printed.")
            }
            return AuditChain.KnownHead(number: number, hash: hash)
        }
    }

    fileprivate var expectedKey: Octets32? {
        get throws(OperationError) {
            guard let key else { return nil }
            guard let octets = Octets32(hex: key.lowercased()) else {
                throw OperationError(
                    code: "invalid-key", reason: "\"\(key.prefix(100))\" is not a public key of 64 hexadecimal digits.",
                    remedy: "Give the node's operation key as `causeway keys status` or the registry has it.")
            }
            return octets
        }
    }
}

extension AuditChain {
    /// Takes records and heads in the order of their numbers, each head behind the record that it covers.
    fileprivate mutating func take(_ page: ReadingAudit.Page) throws(AuditFault) {
        var heads = page.heads[...]
        for record in page.records {
            while let head = heads.first, head.number < record.number {
                try take(head)
                heads = heads.dropFirst()
            }
            try take(record)
        }
        for head in heads { try take(head) }
    }
}

extension AuditVerdict {
    fileprivate init(_ chain: AuditChain, _ origin: AuditOrigin, _ extent: AuditChain.Extent) {
        let (first, last, head) = (chain.first, chain.last, chain.lastHead)
        self.init(
            network: origin.network.hex, node: origin.node.hex, extent: extent.name, records: chain.records, first: first?.number ?? 0,
            from: first.map { WallClock.iso8601($0.time) } ?? "", last: last?.number ?? 0,
            until: last.map { WallClock.iso8601($0.time) } ?? "", lastHash: last?.hash.hex ?? "", heads: chain.heads,
            signed: head?.number ?? 0, signedAt: head.map { WallClock.iso8601($0.time) } ?? "", key: head?.key.hex ?? "",
            unsigned: (last?.number ?? 0) - min(last?.number ?? 0, head?.number ?? 0))
    }
}

extension AuditChain.Extent {
    /// As it stands in an exported file.
    var name: String {
        switch self {
        case .whole: "whole"
        case .range: "range"
        case .selection: "selection"
        }
    }
}

extension OperationError {
    init(_ fault: AuditFault) {
        self.init(
            code: fault.code, reason: fault.reason,
            remedy: "Keep the data directory and everything exported before as they are, and compare them: the earlier export holds what "
                + "was there. docs/audit.md says what each finding proves.", status: 409)
    }
}
