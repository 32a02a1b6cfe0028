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
        var rest = [UInt8](data)[...]
        guard let beginning = Recording.nextPayload(of: &rest) else {
            throw ValidationError("\(file) is not a recording: it holds no whole frame.")
        }
        do throws(Replay.Failure) {
            var replay = try Replay(beginning: beginning)
            while let step = Recording.nextPayload(of: &rest) { try replay.play(step) }
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
}
