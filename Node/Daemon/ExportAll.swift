public import Exchange
import Foundation

/// What `causeway export-all` was asked for.
public struct ExportRequest: Sendable {
    /// Where everything goes: not there yet, or an export that was broken off.
    public var directory: String
    /// The data directory, of which the settings are copied.
    public var dataDirectory: String
    /// The representative who asks; what names others is left out.
    public var person: String?
    /// Puts each item's key into its proof.
    public var withKeys: Bool

    public init(directory: String, dataDirectory: String, person: String?, withKeys: Bool) {
        self.directory = directory
        self.dataDirectory = dataDirectory
        self.person = person
        self.withKeys = withKeys
    }
}

/// What was exported.
public struct ExportReport: Codable, Equatable, Sendable {
    public var directory: String
    public var items: Int
    public var octets: Int
    /// Items that were there from an export before.
    public var already: Int
    /// Items for named representatives other than who asked.
    public var leftOutNamed: Int
    /// Items that the policy quarantines.
    public var leftOutQuarantined: Int
    /// Items without a proof, because journal or registry are not complete here.
    public var withoutProof: Int
    /// With keys asked for: items whose key is not here any more.
    public var withoutKey: Int
    public var registryRecords: Int
}

/// One line of `index.jsonl`.
private struct IndexLine: Codable {
    var id: String
    var author: String
    var group: String
    var time: String
    var received: String
    var tlp: String
    var pap: String
    var title: String
    var mediaType: String
    var octets: Int
    var file: String
    /// Empty when there is none.
    var proof: String
}

/// Writes everything that this organisation can read in open formats: content, proofs, an index, the registry, the settings.
///
/// Item by item, so memory does not grow with their number. A file has its name when it is complete, and `index.jsonl` comes last: an export
/// that was broken off is gone on with by the same command.
public func exportEverything(
    _ request: ExportRequest, from node: any NodeOperations, progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void
) async throws(OperationError) -> ExportReport {
    let run = ExportRun(request: request, node: node, progress: progress)
    return try await run.export()
}

private struct ExportRun {
    let request: ExportRequest
    let node: any NodeOperations
    let progress: @Sendable (Int, Int) -> Void

    private static let marker = "causeway-export"
    private var directory: String { request.directory }

    func export() async throws(OperationError) -> ExportReport {
        let status = try await node.status()
        try begin(status.network)
        var report = ExportReport(
            directory: directory, items: 0, octets: 0, already: 0, leftOutNamed: 0, leftOutQuarantined: 0, withoutProof: 0, withoutKey: 0,
            registryRecords: 0)
        try await exportItems(total: status.items, &report)
        let registry = try await node.registryCopy()
        try make(directory + "/registry")
        for (position, record) in registry.records.enumerated() {
            try SmallFile.write([UInt8](record), to: "\(directory)/registry/\(Self.padded(position)).record")
        }
        let checkpoint: [UInt8] = Array(registry.checkpoint.utf8)
        try SmallFile.write(checkpoint, to: directory + "/registry/checkpoint")
        report.registryRecords = registry.records.count
        try make(directory + "/settings")
        for name in ["causeway.yaml", "candidate.json", "network.json"] {
            if let content = SmallFile.read(request.dataDirectory + "/" + name) {
                try SmallFile.write(content, to: "\(directory)/settings/\(name)")
            }
        }
        // From here on the export is complete.
        try SmallFile.replace(directory + "/index.jsonl", by: directory + "/index.jsonl.part")
        return report
    }

    private func exportItems(total: Int, _ report: inout ExportReport) async throws(OperationError) {
        let index = try open(directory + "/index.jsonl.part")
        defer { try? index.close() }
        var before: Int64?
        var seen = 0
        repeat {
            let page = try await node.inventory(before: before, limit: DaemonLimits.inventoryItemsMax, as: .person(request.person))
            for item in page.items {
                seen += 1
                switch item.state {
                case "shown": try write(try await export(item, &report), to: index)
                case "quarantined": report.leftOutQuarantined += 1
                default: report.leftOutNamed += 1
                }
                progress(seen, max(total, seen))
            }
            before = page.next
        } while before != nil
        do {
            try index.synchronize()
        } catch {
            throw Self.unwritten(directory, error)
        }
    }

    /// Content first, then the proof: whoever finds a proof finds what it proves.
    private func export(_ item: ItemReport, _ report: inout ExportReport) async throws(OperationError) -> IndexLine {
        let folder = "items/" + item.id.prefix(2)
        let file = "\(folder)/\(item.id).\(item.mediaType.contains("json") ? "json" : "bin")"
        let proof = "\(folder)/\(item.id).proof.json"
        var line = IndexLine(
            id: item.id, author: item.author, group: item.group, time: item.created, received: item.received, tlp: item.tlp, pap: item.pap,
            title: item.title, mediaType: item.mediaType, octets: item.octets, file: file, proof: proof)
        report.items += 1
        report.octets += item.octets
        if SmallFile.exists(directory + "/" + proof), SmallFile.exists(directory + "/" + file) {
            report.already += 1
            return line
        }
        try make(directory + "/" + folder)
        try SmallFile.write(try await node.content(of: item.id, as: .person(request.person)), to: directory + "/" + file)
        do throws(OperationError) {
            try SmallFile.write(try await self.proof(of: item.id, &report), to: directory + "/" + proof)
        } catch {
            guard error.code == "no-proof" else { throw error }
            report.withoutProof += 1
            line.proof = ""
        }
        return line
    }

    private func proof(of id: String, _ report: inout ExportReport) async throws(OperationError) -> [UInt8] {
        guard request.withKeys else { return try await node.proof(of: id, withKey: false, as: .person(request.person)) }
        do throws(OperationError) {
            return try await node.proof(of: id, withKey: true, as: .person(request.person))
        } catch {
            guard error.code == "no-key" else { throw error }
            report.withoutKey += 1
            return try await node.proof(of: id, withKey: false, as: .person(request.person))
        }
    }

    /// Takes a directory that is new or empty, or an export of the same network, person and kind that was broken off.
    private func begin(_ network: String) throws(OperationError) {
        let marker = directory + "/" + Self.marker
        let text: [UInt8] = Array(
            "causeway export 1\nnetwork \(network)\nperson \(request.person ?? "-")\nkeys \(request.withKeys)\n".utf8)
        try make(directory)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        if names.isEmpty { return try SmallFile.write(text, to: marker) }
        guard let found = SmallFile.read(marker) else {
            throw OperationError(
                code: "not-an-export", reason: "\(directory) holds something else.", remedy: "Name a new directory.", status: 409)
        }
        guard found == text else {
            throw OperationError(
                code: "other-export", reason: "\(directory) holds an export of another network, for another person, or another with keys.",
                remedy: "Name a new directory.", status: 409)
        }
    }

    private func make(_ path: String) throws(OperationError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Self.unwritten(path, error)
        }
    }

    private func open(_ path: String) throws(OperationError) -> FileHandle {
        try SmallFile.write([UInt8](), to: path)
        guard let handle = FileHandle(forWritingAtPath: path) else {
            throw OperationError(
                code: "cannot-write", reason: "\(path) cannot be written.", remedy: "Check the permissions of the directory.", status: 500)
        }
        return handle
    }

    private func write(_ line: IndexLine, to index: FileHandle) throws(OperationError) {
        do {
            try index.write(contentsOf: Data(JSONDocument.encode(line) + [0x0A]))
        } catch {
            throw Self.unwritten(directory, error)
        }
    }

    private static func unwritten(_ path: String, _ error: any Error) -> OperationError {
        OperationError(
            code: "cannot-write", reason: "\(path) cannot be written: \(error.localizedDescription)",
            remedy: "Check its permissions and the space on its disk, and run the same command again: it goes on.", status: 500)
    }

    /// Nine digits, so that names are in the order of the log.
    private static func padded(_ position: Int) -> String {
        let digits = String(position)
        return String(repeating: "0", count: max(0, 9 - digits.count)) + digits
    }
}
