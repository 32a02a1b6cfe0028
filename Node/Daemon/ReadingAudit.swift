public import Exchange
import Foundation
import Ledger
import Sodium
import Storage
import Wire

/// An audit log read page by page from wherever it lies.
struct ReadingAudit {
    struct Page {
        var records: [AuditRecord] = []
        var heads: [AuditHead] = []
    }

    struct Beginning {
        var origin: AuditOrigin
        var extent: AuditChain.Extent
    }

    private enum Place {
        case node(any NodeOperations)
        case store(Store)
        case file(AuditFileReader)
    }

    private var place: Place
    private var after: UInt64 = 0
    private var isAtEnd = false

    init(_ source: AuditSource) throws(OperationError) {
        switch source {
        case .node(let node): place = .node(node)
        case .file(let path): place = .file(try AuditFileReader(path))
        case .directory(let directory):
            let store: Store
            let schema: Int
            do throws(StorageError) {
                store = try Store(asItIs: directory)
                schema = try store.schemaFound()
            } catch {
                throw OperationError(error)
            }
            guard schema >= Self.schemaWithAudit else {
                store.close()
                throw .noAudit
            }
            place = .store(store)
        }
    }

    /// The schema that brought the audit log.
    private static let schemaWithAudit = 4

    func close() {
        switch place {
        case .store(let store): store.close()
        case .file(let file): file.close()
        case .node: break
        }
    }

    /// Whose log it is; throws `no-audit-log` where there is none.
    mutating func begin() async throws(OperationError) -> Beginning {
        switch place {
        case .node(let node):
            let page = try await node.audit(after: 0, limit: 1)
            guard let network = NetworkID(hex: page.network), let id = NodeID(hex: page.node) else { throw .noAudit }
            return Beginning(origin: AuditOrigin(network: network, node: id), extent: .whole)
        case .store(let store):
            let origin: AuditOrigin?
            do throws(StorageError) {
                origin = try store.auditOrigin()
            } catch {
                throw OperationError(error)
            }
            guard let origin else { throw .noAudit }
            return Beginning(origin: origin, extent: .whole)
        case .file(let file): return try file.begin()
        }
    }

    /// The next records; `nil` behind the last.
    mutating func next() async throws(OperationError) -> Page? {
        guard !isAtEnd else { return nil }
        let page: Page
        switch place {
        case .node(let node):
            let report = try await node.audit(after: after, limit: ExchangeLimits.auditRecordsMax)
            page = Page(
                records: try report.records.map { (line) throws(OperationError) in try AuditRecord(line) },
                heads: try report.heads.map { (line) throws(OperationError) in try AuditHead(line) })
            isAtEnd = page.records.count < ExchangeLimits.auditRecordsMax
        case .store(let store):
            do throws(StorageError) {
                let found = try store.audit(after: after, limit: StorageLimits.auditRecordsPerPageMax)
                page = Page(records: found.records, heads: found.heads)
            } catch {
                throw OperationError(error)
            }
            isAtEnd = page.records.count < StorageLimits.auditRecordsPerPageMax
        case .file(let file):
            page = try file.next(limit: ExchangeLimits.auditRecordsMax)
            isAtEnd = page.records.isEmpty && page.heads.isEmpty
        }
        after = page.records.last?.number ?? after
        return page
    }
}

/// The lines of an exported audit log: the first says whose it is, then records, each head behind the record that it covers.
public struct AuditFile: Sendable {
    /// The first line.
    public struct Start: Codable, Equatable, Sendable {
        /// "causeway/audit/1".
        public var format: String
        public var network: String
        public var node: String
        /// "whole", "range" or "selection".
        public var extent: String
    }

    /// A line with a signed head.
    public struct Head: Codable, Equatable, Sendable {
        public var head: AuditHeadLine
    }

    public static let format = "causeway/audit/1"
}

/// Reads an exported file line by line.
final class AuditFileReader {
    private let path: String
    private let handle: FileHandle
    private var buffer: [UInt8] = []
    private var line = 0

    init(_ path: String) throws(OperationError) {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw OperationError(
                code: "not-readable", reason: "\(path) cannot be read.", remedy: "Check the name and its permissions.", status: 404)
        }
        self.path = path
        self.handle = handle
    }

    func close() { try? handle.close() }

    func begin() throws(OperationError) -> ReadingAudit.Beginning {
        guard let text = try nextLine(), let start = try? JSONDecoder().decode(AuditFile.Start.self, from: Data(text)),
            start.format == AuditFile.format, let network = NetworkID(hex: start.network), let node = NodeID(hex: start.node),
            let extent = [AuditChain.Extent.whole, .range, .selection].first(where: { $0.name == start.extent })
        else {
            throw OperationError(
                code: "not-an-audit-log", reason: "\(path) does not begin as an exported audit log does.",
                remedy: "Give a file made by `causeway audit export --json-lines`, whole.")
        }
        return ReadingAudit.Beginning(origin: AuditOrigin(network: network, node: node), extent: extent)
    }

    /// At most `limit` lines; none at the end.
    func next(limit: Int) throws(OperationError) -> ReadingAudit.Page {
        var page = ReadingAudit.Page()
        while page.records.count + page.heads.count < limit, let text = try nextLine() {
            if let line = try? JSONDecoder().decode(AuditLine.self, from: Data(text)) {
                // Behind a head comes the next page, so that their order stays that of the file.
                page.records.append(try AuditRecord(line))
            } else if let line = try? JSONDecoder().decode(AuditFile.Head.self, from: Data(text)) {
                page.heads.append(try AuditHead(line.head))
            } else {
                throw unreadable
            }
        }
        return page
    }

    private var unreadable: OperationError {
        OperationError(
            code: "audit-line", reason: "Line \(line) of \(path) is neither a record nor a head.",
            remedy: "Export the log again, and carry the file over whole.")
    }

    /// The next line without its end; `nil` behind the last.
    private func nextLine() throws(OperationError) -> [UInt8]? {
        line += 1
        while true {
            if let end = buffer.firstIndex(of: 0x0A) {
                defer { buffer.removeFirst(end + 1) }
                return Array(buffer[..<end])
            }
            guard buffer.count <= DaemonLimits.auditLineOctetsMax else { throw unreadable }
            guard let more = try? handle.read(upToCount: DaemonLimits.auditLineOctetsMax), !more.isEmpty else {
                defer { buffer = [] }
                return buffer.isEmpty ? nil : buffer
            }
            buffer.append(contentsOf: more)
        }
    }
}

extension AuditRecord {
    init(_ line: AuditLine) throws(OperationError) {
        guard let previous = Hash(hex: line.previous), let hash = Hash(hex: line.hash) else {
            throw OperationError(.changed(number: line.number))
        }
        self.init(
            number: line.number, time: line.time, actor: line.actor, action: line.action, subject: line.subject, details: line.details,
            previous: previous, hash: hash)
    }
}

extension AuditHead {
    init(_ line: AuditHeadLine) throws(OperationError) {
        guard let hash = Hash(hex: line.hash), let key = Octets32(hex: line.key), let signature = Octets64(hex: line.signature) else {
            throw OperationError(.headNotSigned(number: line.number))
        }
        self.init(number: line.number, time: line.time, hash: hash, key: key, signature: signature)
    }
}

extension OperationError {
    static var noAudit: Self {
        OperationError(
            code: "no-audit-log", reason: "There is no audit log here: this node has not run since it can keep one.",
            remedy: "Start the node; the log begins with that.", status: 404)
    }
}
