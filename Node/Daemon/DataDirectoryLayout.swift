import Exchange
import Foundation

/// Where a node keeps what, under its data directory (mode 0700).
public enum DataDirectoryLayout {
    /// The commented settings file.
    public static func settings(in directory: String) -> String { directory + "/causeway.yaml" }
    /// The socket of the local interface.
    public static func socket(in directory: String) -> String { directory + "/causeway.sock" }
    /// The node's keys, sealed under the passphrase.
    static func keys(in directory: String) -> String { directory + "/keys.sealed" }
    /// The organisation's name and sector as given at `init`, until the registry has them.
    static func candidate(in directory: String) -> String { directory + "/candidate.json" }
    /// The network and its coordinator, once joined.
    static func network(in directory: String) -> String { directory + "/network.json" }
}

/// What `init` was told of the organisation.
struct Candidate: Codable, Sendable {
    var organisation: String
    var sector: String
}

/// What `join` or a coordinator's `init` fixed.
struct JoinedNetwork: Codable, Sendable {
    /// The network identifier, as hexadecimal.
    var network: String
    /// The coordinator's host:port; empty on the coordinator.
    var coordinator: String
}

/// Small files of the data directory, written whole or not at all.
enum SmallFile {
    static func write(_ bytes: [UInt8], to path: String) throws(OperationError) {
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        } catch {
            throw OperationError(
                code: "cannot-write", reason: "\(path) cannot be written: \(error.localizedDescription)",
                remedy: "Check the permissions of the data directory and the space on its disk.", status: 500)
        }
    }

    static func write(_ value: some Encodable, to path: String) throws(OperationError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        guard let data = try? encoder.encode(value) else { preconditionFailure("strings could not be written as JSON") }
        try write([UInt8](data), to: path)
    }

    static func read(_ path: String) -> [UInt8]? {
        FileManager.default.contents(atPath: path).map { [UInt8]($0) }
    }

    static func read<Value: Decodable>(_ type: Value.Type, from path: String) -> Value? {
        read(path).flatMap { try? JSONDecoder().decode(type, from: Data($0)) }
    }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
