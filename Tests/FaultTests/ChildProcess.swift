import Foundation
import Glibc
import Synchronization

/// A program that was started, and is killed when the last reference to it goes.
final class ChildProcess: Sendable {
    let pid: pid_t
    /// What the system said of its end, once it said so.
    private let ended = Mutex<Int32?>(nil)

    /// Starts it with nothing to read; `output` and `errors` are files that are written on at their end.
    init(_ program: String, _ arguments: [String], environment: [String: String], output: String, errors: String) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The threads of a test may have blocked signals that a node must hear.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let words = ([program] + arguments).map { strdup($0) }
        let variables = environment.map { strdup("\($0.key)=\($0.value)") }
        defer { for word in words + variables { free(word) } }
        var pid: pid_t = 0
        let result = posix_spawn(&pid, program, &actions, &attributes, words + [nil], variables + [nil])
        guard result == 0 else { throw FaultError("\(program) cannot be started: \(String(cString: strerror(result)))") }
        self.pid = pid
    }

    deinit {
        guard isRunning else { return }
        kill(pid, SIGKILL)
        var status: Int32 = 0
        waitpid(pid, &status, 0)
    }

    var isRunning: Bool { exitCode == nil }

    /// The exit code, or 128 and the number of the signal that ended it; `nil` while it runs.
    var exitCode: Int32? {
        ended.withLock { ended in
            if ended == nil {
                var status: Int32 = 0
                if waitpid(pid, &status, WNOHANG) == pid {
                    let signal = status & 0x7F
                    ended = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
                }
            }
            return ended
        }
    }

    func signal(_ number: Int32) {
        guard isRunning else { return }
        kill(pid, number)
    }

    /// Waits for the end; kills it when it takes too long, which is an error.
    @discardableResult
    func end(within seconds: Int) async throws -> Int32 {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < deadline {
            if let exitCode { return exitCode }
            try await Task.sleep(for: .milliseconds(FaultLimits.lookMilliseconds))
        }
        kill(pid, SIGKILL)
        throw FaultError("process \(pid) did not end within \(seconds) s")
    }
}

/// Why a scenario could not be played.
struct FaultError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
