import ArgumentParser
import Foundation
import Gossip

/// What a real node's replication was told, told again.
struct PlayAgain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Play a recording of a real node again (causeway serve --record FILE).",
        discussion: "The replica must do at each step what it did then; the first step at which it does not is named.")

    @Argument(help: "The recording.", completion: .file())
    var file: String

    func run() throws {
        guard let data = FileManager.default.contents(atPath: file) else { throw ValidationError("\(file) cannot be read.") }
        var rest = data[...]
        guard let beginning = Self.payload(&rest) else { throw ValidationError("\(file) is not a recording: it holds no whole frame.") }
        do throws(Replay.Failure) {
            var replay = try Replay(beginning: beginning)
            while let step = Self.payload(&rest) { try replay.play(step) }
            print("\(replay.steps) steps, and the same was done at each of them")
            if !rest.isEmpty { print("the last step is not whole: \(rest.count) octets were passed over") }
        } catch .differs(let frame, let input, let actions) {
            print("step \(frame) gives something else than in the recording\ntold: \(input)")
            for action in actions { print("does now: \(action)") }
            throw ExitCode(1)
        } catch {
            throw ValidationError("\(file) is not a recording of this release: \(error)")
        }
    }

    /// The next whole frame's payload: four octets of length, big-endian, and the octets.
    private static func payload(_ rest: inout Data.SubSequence) -> [UInt8]? {
        guard rest.count >= 4 else { return nil }
        let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard rest.count - 4 >= length else { return nil }
        defer { rest = rest.dropFirst(4 + length) }
        return [UInt8](rest.dropFirst(4).prefix(length))
    }
}
