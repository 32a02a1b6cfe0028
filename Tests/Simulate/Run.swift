import ArgumentParser
import Dispatch
import Foundation
import Simulator

/// One scenario with one seed or many; many run on all cores, each seed by itself.
struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run a scenario, with one seed or with many.")

    @Argument(help: "A scenario's name, or the path of its file.")
    var scenario: String
    @Option(help: "The first seed.")
    var seed: UInt64 = 1
    @Option(help: "How many seeds, from the first on.")
    var seeds = 1
    @Option(help: "Go on with further seeds for so many seconds.")
    var seconds: Int?
    @Option(help: ArgumentHelp("Write the trace of a single seed to this file; - is the standard output.", valueName: "file"))
    var trace: String?
    @Option(help: "Of the trace, only lines of this machine.")
    var machine: Int?
    @Option(help: "Of the trace, only lines that hold these digits, such as a journal's first eight.")
    var journal: String?
    @Option(help: "Of the trace, the last so many lines.")
    var last = 2_000
    @Option(help: ArgumentHelp("Remember here how far it came, and go on from there.", valueName: "file"))
    var progress: String?
    @Option(help: "Threads. (default: one for each core)")
    var threads: Int?

    func validate() throws {
        guard seeds > 0, last > 0, threads ?? 1 > 0, seconds ?? 1 > 0 else { throw ValidationError("Counts are at least 1.") }
    }

    func run() throws {
        let file = try ScenarioFile(scenario)
        if let trace { return try write(trace, of: file) }
        let count = threads ?? ProcessInfo.processInfo.activeProcessorCount
        if seeds == 1, seconds == nil {
            let began = ContinuousClock.now
            let verdict = World(file.scenario, seed: seed, shards: file.scenario.nodes >= 1_000 ? count : 1).run(crew: Run.crew)
            print(Report.text(verdict, took: ContinuousClock.now - began, nodes: file.scenario.nodes))
            if !verdict.holds { try fail(verdict, file) }
            return
        }
        try Soak(file: file, first: seed, seeds: seconds == nil ? seeds : nil, seconds: seconds, progress: progress, threads: count).run(
            fail)
    }

    /// Works on all cores at once.
    static func crew(_ count: Int, _ work: @escaping @Sendable (Int) -> Void) {
        DispatchQueue.concurrentPerform(iterations: count, execute: work)
    }

    /// Plays a failing seed again with a trace, and says how to do that.
    func fail(_ verdict: Verdict, _ file: ScenarioFile) throws {
        let path = "\(FileManager.default.temporaryDirectory.path)/simulate-\(verdict.seed).trace"
        var lines = ["", "FAILED: seed \(verdict.seed)"]
        for violation in verdict.violations.prefix(8) { lines.append(Report.line(violation)) }
        if file.scenario.nodes < 1_000 {
            let recorder = Recorder()
            let again = World(file.scenario, seed: verdict.seed, recorder: recorder).run()
            if again.traceHash != verdict.traceHash { lines.append("The second run was another one: the simulator is not deterministic.") }
            try Report.trace(recorder.lines[...]).write(toFile: path, atomically: true, encoding: .utf8)
            lines.append("The trace is in \(path); its last lines:")
            lines.append(Report.trace(recorder.lines.suffix(20)))
        }
        lines.append("Again with: simulate run \(file.name) --seed \(verdict.seed) --trace - [--machine N] [--journal DIGITS]")
        FileHandle.standardError.write(Data((lines.joined(separator: "\n") + "\n").utf8))
        throw ExitCode.failure
    }

    private func write(_ path: String, of file: ScenarioFile) throws {
        let recorder = Recorder()
        let verdict = World(file.scenario, seed: seed, recorder: recorder).run()
        let lines = recorder.lines.filter { line in
            (machine == nil || line.machine == machine) && (journal.map { line.text.contains($0) } ?? true)
        }
        let text = Report.trace(lines.suffix(last))
        if path == "-" { print(text) } else { try text.write(toFile: path, atomically: true, encoding: .utf8) }
        for violation in verdict.violations { print(Report.line(violation)) }
        print("seed \(verdict.seed), trace hash \(String(verdict.traceHash, radix: 16))")
        if !verdict.holds { throw ExitCode.failure }
    }
}
