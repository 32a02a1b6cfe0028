import Dispatch
public import Sodium

/// Who runs Argon2id.
public protocol PasswordHasher: Sendable {
    /// Throws `busy` when as many wait as may, and `fault` when the system has no memory.
    func hash(_ password: [UInt8], salt: [UInt8], cost: PasswordHashing.Cost) async throws(AccountRefusal) -> Octets32
}

/// Runs Argon2id on threads of its own, a few at a time, so that a flood of people who log in takes neither the memory nor the processors of
/// what else the node does.
public actor BoundedHasher: PasswordHasher {
    private let runningMax: Int
    private let waitingMax: Int
    private let queue = DispatchQueue(label: "causeway.passwords", attributes: .concurrent)
    private var running = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []

    public init(runningMax: Int = AccountsLimits.hashesRunningMax, waitingMax: Int = AccountsLimits.hashesWaitingMax) {
        self.runningMax = runningMax
        self.waitingMax = waitingMax
    }

    public func hash(_ password: [UInt8], salt: [UInt8], cost: PasswordHashing.Cost) async throws(AccountRefusal) -> Octets32 {
        let queue = queue
        return try await turn { () async throws(AccountRefusal) -> Octets32 in
            let result: Result<Octets32, SodiumError> = await withCheckedContinuation { continuation in
                queue.async {
                    var octets = password
                    let secret = SecretOctets(moving: &octets)
                    do throws(SodiumError) {
                        continuation.resume(returning: .success(try PasswordHashing.hash(secret, salt: salt, cost: cost)))
                    } catch {
                        continuation.resume(returning: .failure(error))
                    }
                }
            }
            guard case .success(let hash) = result else { throw .fault }
            return hash
        }
    }

    /// Lets a body run when it is its turn; throws `busy` when as many wait as may.
    func turn<Value: Sendable>(_ body: @Sendable () async throws(AccountRefusal) -> Value) async throws(AccountRefusal) -> Value {
        if running >= runningMax {
            guard waiting.count < waitingMax else { throw .busy }
            // Whoever ends hands the turn over, so that it counts as running all the time.
            await withCheckedContinuation { waiting.append($0) }
        } else {
            running += 1
        }
        defer { handOver() }
        return try await body()
    }

    /// How many wait.
    var waitingCount: Int { waiting.count }

    private func handOver() {
        if waiting.isEmpty {
            running -= 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
