import ArgumentParser

/// The simulator as a program. `make soak SCENARIO=…` runs it with many seeds.
@main
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Let a federation live in virtual time, with faults and hostile nodes, and judge it.",
        discussion: "Everything follows from the scenario and the seed. A seed that fails is printed with the command that plays it again.",
        subcommands: [Run.self, List.self, Compare.self, PlayAgain.self])
}
