import Backup
public import Exchange
import Sodium

/// The code that opens backups: a member's recovery code, a coordinator's own, or one that was made later.
///
/// It looks like a recovery code and is read like one; the keys are derived under labels of their own, so a code that is for backups alone
/// can do nothing else.
enum BackupCode {
    static func secret(_ text: String) throws(OperationError) -> BackupSecret {
        let code = try RecoveryCode(text)
        return BackupSecret(code: code.key.seed())
    }

    /// Writes what a node needs to make backups for the holder of this code; gives the key's identifier.
    static func keep(_ text: String, in directory: String) throws(OperationError) -> Octets16 {
        let key = try secret(text).key()
        var octets = key.file()
        defer { _ = SecretOctets(moving: &octets) }
        try SmallFile.write(octets, to: DataDirectoryLayout.backupKey(in: directory))
        return key.identifier
    }

    static func key(in directory: String) throws(OperationError) -> BackupKey {
        let path = DataDirectoryLayout.backupKey(in: directory)
        guard var octets = SmallFile.read(path) else { throw OperationError(.noKey(path: path)) }
        do throws(BackupError) {
            return try BackupKey(file: &octets, path: path)
        } catch {
            throw OperationError(error)
        }
    }
}

/// What there is of a data directory's backup key.
public struct BackupKeyReport: Codable, Equatable, Sendable {
    /// The beginning of the identifier, as `backup list` shows it.
    public var key: String
    /// The code of a new key, shown once; empty otherwise.
    public var code: String
}

/// The backup key of a data directory.
public func backupKey(in directory: String) throws(OperationError) -> BackupKeyReport {
    BackupKeyReport(key: Manifest.short(try BackupCode.key(in: directory).identifier), code: "")
}

/// Gives a data directory a new backup key: of a code that its owner has, or of a new one. Backups made before open with their own code.
public func makeBackupKey(in directory: String, from code: String?) throws(OperationError) -> BackupKeyReport {
    guard SmallFile.exists(DataDirectoryLayout.keys(in: directory)) else { throw .notInitialised(directory) }
    let text = code ?? RecoveryCode.generate().text
    let key = try BackupCode.keep(text, in: directory)
    return BackupKeyReport(key: Manifest.short(key), code: code == nil ? text : "")
}

extension OperationError {
    init(_ error: BackupError) {
        let status =
            switch error {
            case .noBackup, .noKey: 404
            case .targetInUse, .destinationExists, .targetIsEmpty: 409
            case .wrongCode, .notGenuine: 403
            case .targetFull: 507
            default: 422
            }
        self.init(code: error.code, reason: error.reason, remedy: error.advice, status: status)
    }

    static func notInitialised(_ directory: String) -> OperationError {
        OperationError(
            code: "not-initialised", reason: "There is no node in \(directory).",
            remedy: "Name the right data directory with --data, or make a node with `causeway init`.", status: 404)
    }
}
