import Dispatch
import Storage

/// The store without blocking the cooperative threads: writes one after the other, reads side by side.
struct StoreAccess: Sendable {
    let store: Store
    private let writes = DispatchQueue(label: "causeway.store.write")
    private let reads = DispatchQueue(label: "causeway.store.read", attributes: .concurrent)

    init(_ store: Store) { self.store = store }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Store) throws(StorageError) -> Value
    ) async throws(StorageError) -> Value {
        try await run(on: writes, body)
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Store) throws(StorageError) -> Value
    ) async throws(StorageError) -> Value {
        try await run(on: reads, body)
    }

    private func run<Value: Sendable>(
        on queue: DispatchQueue, _ body: @escaping @Sendable (Store) throws(StorageError) -> Value
    ) async throws(StorageError) -> Value {
        let result: Result<Value, StorageError> = await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(returning: Result { () throws(StorageError) in try body(store) })
            }
        }
        return try result.get()
    }
}
