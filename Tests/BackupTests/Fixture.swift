import Backup
import Foundation
import Sodium
import Testing

/// A place for targets and data directories that goes away with the value that holds it.
final class Place: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "causeway-backup-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: path + "/data", withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var data: String { path + "/data" }
    var target: String { path + "/target" }

    /// Files under a folder of the place, by their paths in it.
    func files(_ folder: String) -> [String] {
        let found = FileManager.default.enumerator(atPath: path + "/" + folder)?.compactMap { $0 as? String } ?? []
        return found.filter {
            (try? FileManager.default.attributesOfItem(atPath: "\(path)/\(folder)/\($0)")[.type] as? FileAttributeType) == .typeRegular
        }
        .sorted()
    }

    func read(_ file: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path + "/" + file))) }

    func write(_ octets: [UInt8], to file: String) throws { try Data(octets).write(to: URL(fileURLWithPath: path + "/" + file)) }

    /// Backs these files up, with this key's.
    @discardableResult
    func backUp(
        _ files: [String: [UInt8]], _ secret: borrowing BackupSecret, at created: UInt64 = 1_000,
        goesOn: @escaping @Sendable (UInt64) -> Bool = { _ in true }
    ) throws -> BackupOutcome {
        let target = try BackupTarget(path: target, isKnown: BackupWriter.isKnown(target, in: data))
        let outcome = try BackupWriter(target: target, directory: data, goesOn: goesOn).write(
            files.sorted { $0.key < $1.key }.map { BackupSource(name: $0.key, $0.value) }, key: secret.key(), created: created,
            release: "causeway/test")
        _ = try target.prune(keep: nil)
        return outcome
    }

    /// The files of a backup, by restoring it into a new directory.
    func restore(_ secret: borrowing BackupSecret, at name: String? = nil, to folder: String = "anew") throws -> [String: [UInt8]] {
        let entry = try BackupTarget.find(name, in: target)
        try BackupReader(entry, in: target).restore(to: path + "/" + folder, with: secret)
        return try Dictionary(uniqueKeysWithValues: files(folder).map { ($0, try read(folder + "/" + $0)) })
    }
}

/// The secret of a code that every run of the tests has alike.
func secret(_ seed: UInt8 = 1) -> BackupSecret {
    BackupSecret(code: SecretOctets(count: 32) { for index in $0.indices { $0[index] = seed } })
}

/// Octets of which no two segments are alike.
func octets(_ count: Int, seed: Int = 0) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: ($0 / 7 &* 31 &+ seed &* 101) ^ ($0 >> 13) ^ ($0 >> 18 &* 57)) }
}
