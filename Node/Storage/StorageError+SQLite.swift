import GRDB

extension StorageError {
    /// Names the failure behind any error that leaves GRDB or this module's own statements.
    init(_ error: any Error, path: String) {
        switch error {
        case let error as StorageError: self = error
        case let error as DatabaseError: self = Self.named(error, path: path)
        default: self = .unexpected(code: -1, message: String(describing: type(of: error)))
        }
    }

    private static func named(_ error: DatabaseError, path: String) -> StorageError {
        // The statement's arguments stay out of every message: they can be the contents of an item.
        let message = error.message ?? "no message"
        return switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
        case .SQLITE_READONLY, .SQLITE_PERM: .readOnly(path: path)
        case .SQLITE_NOTADB: .notADatabase(path: path)
        case .SQLITE_FULL: .diskFull
        case .SQLITE_CORRUPT: .corrupt(message)
        case .SQLITE_IOERR: .inputOutput(message)
        case .SQLITE_CANTOPEN: .cannotOpen(path: path, errno: 0)
        default: .unexpected(code: error.extendedResultCode.rawValue, message: message)
        }
    }
}
