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

    /// What the operator reads.
    var operation: OperationError {
        switch self {
        case .storage(let error):
            OperationError(code: error.code, reason: error.reason, remedy: error.advice, status: 500)
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
        case .settings(let text):
            OperationError(code: "settings", reason: text, remedy: "Correct the settings and run `causeway config check`.")
        }
    }
}

extension OperationError {
    init(_ error: StorageError) { self = NodeFailure.storage(error).operation }
}
