import Foundation
import Glibc

/// The `causeway` executable that was built together with these tests.
enum BuiltTool {
    /// What a command said and how it ended.
    struct Answer {
        let exitCode: Int32
        let output: String
        let errors: String

        /// The code of a refusal that was printed as JSON; `nil` for none.
        var code: String? { member("code") }

        /// What the refusal says to do next.
        var remedy: String? { member("remedy") }

        /// A text of the JSON document that the command printed.
        func member(_ name: String) -> String? {
            let text = exitCode == 0 ? output : errors
            // A node's log stands before the refusal.
            guard let line = text.split(separator: "\n").last(where: { $0.hasPrefix("{") || $0.hasPrefix("}") }) else { return nil }
            let document = line.hasPrefix("{") ? String(line) : String(text[(text.range(of: "\n{")?.lowerBound ?? text.startIndex)...])
            let object = try? JSONSerialization.jsonObject(with: Data(document.utf8)) as? [String: Any]
            return object?[name] as? String
        }
    }

    /// Its path: beside the test bundle, under the product's name or, in a manifest without products, the target's.
    static let path: String = {
        let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        // A runner of the tool chain starts the bundle from elsewhere and names it in its arguments.
        let bundles = [executable] + CommandLine.arguments.filter { $0.hasSuffix(".xctest") }
        let candidates = bundles.flatMap { bundle in
            ["causeway", "Tool"].map { (bundle as NSString).deletingLastPathComponent + "/" + $0 }
        }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "/nowhere/causeway"
    }()

    /// The environment of every process: this one's without settings of a node.
    static func environment(_ more: [String: String] = [:]) -> [String: String] {
        ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("CAUSEWAY_") && !$0.key.hasPrefix("FAKETIME") }
            .merging(more) { $1 }
    }

    /// Runs a command to its end; `prefix` are words before the program's, by which it is started somewhere else.
    static func run(
        _ arguments: [String], passphraseFile: String, environment more: [String: String] = [:], prefix: [String] = []
    ) async throws -> Answer {
        let stem = NSTemporaryDirectory() + "causeway-answer-\(UUID().uuidString)"
        defer { for suffix in [".out", ".err"] { try? FileManager.default.removeItem(atPath: stem + suffix) } }
        let process = try ChildProcess(
            "/usr/bin/env", prefix + [path] + arguments,
            environment: environment(["CAUSEWAY_PASSPHRASE_FILE": passphraseFile].merging(more) { $1 }),
            output: stem + ".out", errors: stem + ".err")
        let code = try await process.end(within: FaultLimits.commandSecondsMax)
        func text(_ suffix: String) -> String { (try? String(contentsOfFile: stem + suffix, encoding: .utf8)) ?? "" }
        return Answer(exitCode: code, output: text(".out"), errors: text(".err"))
    }
}
