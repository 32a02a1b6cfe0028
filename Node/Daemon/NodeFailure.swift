import Exchange
import Ledger
import Storage
import Transport

/// Why the node cannot start or go on.
enum NodeFailure: Error {
    case storage(StorageError)
    case transport(TransportError)
    case notJoined
    case registry(String)
    case settings(String)
    /// A row of the database that this node's key does not open.
    case sealed(String)

    /// What the operator reads.
    var operation: OperationError {
        switch self {
        case .storage(let error):
            OperationError(code: error.code, reason: error.reason, remedy: error.advice, status: error.isOfRequest ? 404 : 500)
        case .transport(let error):
            OperationError(
                code: "transport", reason: "\(error)", remedy: "Change `listen` in the settings, or stop the other process.", status: 500)
        case .notJoined:
            OperationError(
                code: "not-joined", reason: "The node belongs to no network yet.",
                remedy: "Run `causeway join HOST:PORT --network ID` with the coordinator's address and the network's identifier.")
        case .registry(let text):
            OperationError(
                code: "registry", reason: "The registry on disk cannot be replayed (\(text)).",
                remedy: "Restore the data directory from a backup.", status: 500)
        case .sealed(let row):
            OperationError(
                code: "sealed", reason: "The node's key file does not open the \"\(row)\" that its database holds.",
                remedy: "Put the key file and the database of one node together, or restore both from one backup.", status: 500)
        case .settings(let text):
            OperationError(code: "settings", reason: text, remedy: "Correct the settings and run `causeway config check`.")
        }
    }
}

extension OperationError {
    init(_ error: StorageError) { self = NodeFailure.storage(error).operation }
}

extension StorageError {
    /// Whether it is what was asked for that is wrong, and nothing of the store.
    fileprivate var isOfRequest: Bool {
        switch self {
        case .invalidPrefix, .ambiguousPrefix: true
        default: false
        }
    }
}
