import Synchronization

/// Answers that are being made: who asks for one meanwhile gets the same, so that many strangers cost what one does.
final class AnswersUnderway: Sendable {
    private struct Place: Hashable {
        let path: String
        let pulse: ZonePulse
    }

    private let tasks = Mutex<[Place: Task<Result<PublicAnswer, PublicRefusal>, Never>]>([:])

    /// The answer at a path while `pulse` is in force; one who asks under another pulse waits for none that was begun before.
    func answer(
        at path: String, _ pulse: ZonePulse, _ make: @escaping @Sendable () async throws(PublicRefusal) -> PublicAnswer
    ) async throws(PublicRefusal) -> PublicAnswer {
        let place = Place(path: path, pulse: pulse)
        let task = tasks.withLock { tasks in
            if let task = tasks[place] { return task }
            let task = Task {
                let result: Result<PublicAnswer, PublicRefusal>
                do throws(PublicRefusal) {
                    result = .success(try await make())
                } catch {
                    result = .failure(error)
                }
                self.tasks.withLock { $0[place] = nil }
                return result
            }
            tasks[place] = task
            return task
        }
        return try await task.value.get()
    }
}
