import ArgumentParser
import Daemon
import Exchange
import Foundation

/// `causeway account code`
struct AccountCode: ParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        commandName: "code",
        abstract: "Show the six digits of an authenticator's secret, as an app on a phone would.",
        discussion: """
            For trying things out, and for machines without a phone beside them. Whoever can read the file has your second step: keep it where \
            your password is not. It asks no node.
            """)

    @Option(
        help: ArgumentHelp("A file with the secret in base 32, as the page of the invitation shows it.", valueName: "file"),
        completion: .file())
    var secretFile: String
    @OptionGroup var output: OutputOptions

    /// What the command says as JSON.
    private struct Code: Encodable {
        let code: String
        /// Seconds for which it is the present one.
        let seconds: Int
    }

    func run() throws {
        let now = UInt64(Date().timeIntervalSince1970)
        guard let text = try? String(contentsOfFile: secretFile, encoding: .utf8), let code = authenticatorCode(of: text, at: now) else {
            throw OperationError(
                code: "no-secret", reason: "\(secretFile) holds no secret of an authenticator.",
                remedy: "Give a file with the 32 letters and digits that the page of the invitation shows.")
        }
        let seconds = 30 - Int(now % 30)
        if output.json { return Output.document(Code(code: code, seconds: seconds)) }
        Output.say("\(code)  for \(seconds) more seconds")
    }
}
