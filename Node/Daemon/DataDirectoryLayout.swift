import Exchange
import Foundation
import Sodium
import Storage
import Wire

/// Where a node keeps what, under its data directory (mode 0700).
public enum DataDirectoryLayout {
    /// The commented settings file.
    public static func settings(in directory: String) -> String { directory + "/causeway.yaml" }
    /// The organisation's own rules.
    public static func policy(in directory: String) -> String { directory + "/policy.yaml" }
    /// The socket of the local interface.
    public static func socket(in directory: String) -> String { directory + "/causeway.sock" }
    /// The node's keys, sealed under the passphrase.
    static func keys(in directory: String) -> String { directory + "/keys.sealed" }
    /// Keys with a new root, while the coordinator has not taken it yet.
    static func nextKeys(in directory: String) -> String { directory + "/keys.next.sealed" }
    /// The recovery code that goes with them, sealed likewise, of an organisation that had none.
    static func nextRecovery(in directory: String) -> String { directory + "/recovery.next.sealed" }
    /// The organisation's name and sector as given at `init`, until the registry has them.
    static func candidate(in directory: String) -> String { directory + "/candidate.json" }
    /// The files of the database.
    static func database(in directory: String) -> [String] { ["", "-wal", "-shm"].map { directory + "/" + Store.fileName + $0 } }
    /// The network and its coordinator, once joined.
    static func network(in directory: String) -> String { directory + "/network.json" }
    /// The public half of the backup key, and the key that signs backups.
    static func backupKey(in directory: String) -> String { directory + "/backup.key" }
    /// What the last backup came to.
    static func lastBackup(in directory: String) -> String { directory + "/backup.last.json" }

    /// The first operator's invitation, until the first start makes an account of it.
    static func firstOperator(in directory: String) -> String { directory + "/operator.json" }
    /// What was done to the node while it did not run, until its next start notes it in the audit log.
    static func offlineNotes(in directory: String) -> String { directory + "/audit.offline.json" }

    /// The small files without which a node cannot be brought back; a file that is not named here and is no database stays out of
    /// backups, a passphrase above all.
    static let kept = [
        "causeway.yaml", "policy.yaml", "keys.sealed", "keys.next.sealed", "recovery.next.sealed", "candidate.json", "network.json",
        "backup.key", "operator.json",
    ]
    /// What a run makes anew, or what belongs to the target of a backup and not to the node.
    static func isPassing(_ name: String) -> Bool {
        [
            "node.lock", "causeway.sock", "node.sqlite-wal", "node.sqlite-shm", "node.sqlite", "backup.last.json", "backup-places",
            "audit.offline.json",
        ].contains(
            name)
            || name.hasPrefix("backup-") && name.hasSuffix(".memory")
    }
}

/// What `init` was told of the organisation.
struct Candidate: Codable, Sendable {
    var organisation: String
    var sector: String
    /// The public half of the recovery key, as hexadecimal; its secret half is the owner's alone.
    var recoveryKey: String?

    var recoveryOctets: Octets32? { recoveryKey.flatMap { Hash(hex: $0)?.octets } }
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

    /// Puts one file in the place of another, in one step.
    static func replace(_ path: String, by other: String) throws(OperationError) {
        guard rename(other, path) == 0 else {
            throw OperationError(
                code: "cannot-write", reason: "\(path) cannot be replaced: \(String(cString: strerror(errno)))",
                remedy: "Check the permissions of the data directory, and run the same command again.", status: 500)
        }
    }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
