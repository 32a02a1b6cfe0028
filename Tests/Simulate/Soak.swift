import ArgumentParser
import Dispatch
import Foundation
import Simulator
import Synchronization

/// Many seeds on all cores. How far it came stands in a file, so that it can be stopped at any time.
struct Soak {
    let file: ScenarioFile
    let first: UInt64
    let seeds: Int?
    let seconds: Int?
    let progress: String?
    let threads: Int

    private struct State {
        var done: Set<UInt64> = []
        /// All seeds below are done.
        var next: UInt64
        var taken: UInt64
        var failed: Verdict?
        var published = 0
        var signed = 0
    }

    func run(_ fail: (Verdict, ScenarioFile) throws -> Void) throws {
        let began = try start()
        let state = Mutex(State(next: began, taken: began))
        let clock = ContinuousClock()
        let start = clock.now
        let end = seeds.map { first + UInt64($0) } ?? .max
        if began > first { print("\(began - first) seeds were done before; it goes on with seed \(began)") }
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            while let seed = take(state, end, clock.now - start) {
                let verdict = World(file.scenario, seed: seed).run()
                note(verdict, state, began, clock.now - start)
            }
        }
        let last = state.withLock { $0 }
        try save(last.next)
        if let failed = last.failed { return try fail(failed, file) }
        let took = clock.now - start
        let count = last.next - began
        print(
            "\(file.name): \(last.next - first) seeds, all laws held; \(count) in \(Report.seconds(took)) s, "
                + "\(Report.number(Double(count) * 60 / Report.value(took))) a minute; \(last.published) entries published, "
                + "\(last.signed) checkpoints signed, 0 forks, 0 leaks")
    }

    private func take(_ state: borrowing Mutex<State>, _ end: UInt64, _ elapsed: Duration) -> UInt64? {
        state.withLock { state in
            guard state.failed == nil, state.taken < end, seconds.map({ elapsed < .seconds($0) }) ?? true else { return nil }
            state.taken += 1
            return state.taken - 1
        }
    }

    private func note(_ verdict: Verdict, _ state: borrowing Mutex<State>, _ began: UInt64, _ elapsed: Duration) {
        let next: UInt64? = state.withLock { state in
            guard verdict.holds else {
                if state.failed == nil { state.failed = verdict }
                return nil
            }
            state.done.insert(verdict.seed)
            state.published += verdict.published
            state.signed += verdict.signed
            let before = state.next
            while state.done.remove(state.next) != nil { state.next += 1 }
            return state.next / 50 > before / 50 ? state.next : nil
        }
        guard let next else { return }
        try? save(next)
        print("seed \(next): \(Report.number(Double(next - began) * 60 / Report.value(elapsed))) seeds a minute")
        // Whoever reads this from a file or a pipe waits for it too.
        fflush(nil)
    }

    private func start() throws -> UInt64 {
        guard let progress, let text = try? String(contentsOfFile: progress, encoding: .utf8) else { return first }
        guard let next = UInt64(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw ValidationError("\(progress) does not hold a seed; remove it to begin anew.")
        }
        return max(first, next)
    }

    private func save(_ next: UInt64) throws {
        guard let progress else { return }
        try "\(next)\n".write(toFile: progress, atomically: true, encoding: .utf8)
    }
}
