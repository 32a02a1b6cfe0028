import Glibc

/// Runs one target under libFuzzer, or writes the inputs that it begins with. `scripts/fuzz` is what people call.
///
///     Fuzz --list
///     Fuzz --seeds TARGET DIRECTORY
///     Fuzz TARGET [what libFuzzer takes: -max_total_time=60, folders, one file to play again]
@main enum Fuzz {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        switch (arguments.first, arguments.count) {
        case ("--list", 1):
            for target in FuzzTarget.all { print(target.name) }
        case ("--seeds", 3):
            let rest = Array(arguments.dropFirst())
            writeSeeds(of: target(named: rest[0]), into: rest[1])
        case (let name?, _) where !name.hasPrefix("-"):
            exit(run(target(named: name)))
        default:
            fail("usage: Fuzz --list | --seeds TARGET DIRECTORY | TARGET [libFuzzer's arguments]")
        }
    }

    private static func target(named name: String) -> FuzzTarget {
        guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
            fail("There is no target \(name). There are: \(FuzzTarget.all.map(\.name).joined(separator: ", "))")
        }
        return target
    }

    private static func fail(_ sentence: String) -> Never {
        let line = Array((sentence + "\n").utf8)
        write(2, line, line.count)
        exit(64)
    }

    private static func writeSeeds(of target: FuzzTarget, into folder: String) {
        do {
            for (index, seed) in try target.seeds().enumerated() {
                guard let file = fopen("\(folder)/seed-\(index)", "wb") else { fail("\(folder) cannot be written to.") }
                defer { fclose(file) }
                guard fwrite(seed, 1, seed.count, file) == seed.count else { fail("\(folder) cannot be written to.") }
            }
        } catch {
            fail("The vectors cannot be read: \(error)")
        }
    }

    /// The target that libFuzzer runs; set once, before it begins.
    nonisolated(unsafe) private static var running: FuzzTarget?

    private static func run(_ target: FuzzTarget) -> Int32 {
        running = target
        // libFuzzer looks for its own options in what is left when the target's name is taken out.
        var arguments = [CommandLine.unsafeArgv[0]] + (2..<Int(CommandLine.argc)).map { CommandLine.unsafeArgv[$0] } + [nil]
        return arguments.withUnsafeMutableBufferPointer { buffer in
            var count = Int32(buffer.count - 1)
            var start = buffer.baseAddress
            return runDriver(&count, &start) { octets, count in
                Fuzz.running?.run(Array(UnsafeBufferPointer(start: octets, count: count)))
                return 0
            }
        }
    }
}

/// libFuzzer's way in for programs that have a `main` of their own; it gives the status to end with.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<Int32>, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ run: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32
