import Exchange
import Glibc
import Sodium

/// The recovery code: shown once, kept on paper, typed when everything else is lost.
///
/// It is text for eyes; the key that it stands for never leaves the daemon.
enum RecoveryCode {
    /// Prints the code with what to do with it.
    static func say(_ code: String) {
        Output.say("")
        Output.say("recovery code: \(PlainText.line(code))")
        Output.say("")
        Output.say("This is shown once. Write it down and keep it apart from this machine and its backups. With it, and only with it,")
        Output.say("your organisation gets new keys when these or their passphrase are lost or stolen: causeway keys recover.")
        Output.say("Whoever has it can take over your organisation's place in the network, as with the keys themselves.")
        Output.say("")
    }

    /// Prints a code that is for backups alone.
    static func sayForBackups(_ code: String) {
        Output.say("")
        Output.say("backup code: \(PlainText.line(code))")
        Output.say("")
        Output.say("This is shown once. Write it down and keep it apart from this machine and its backups: with it, and only with it,")
        Output.say("a backup is opened (causeway restore). It replaces no key, and the passphrase is needed besides.")
        Output.say("")
    }

    /// Whether two spellings are of one code, in either case and with any spaces and hyphens.
    static func isSame(_ left: String, _ right: String) -> Bool {
        func letters(_ code: String) -> String { code.uppercased().filter { $0.isLetter || $0.isNumber } }
        return letters(left) == letters(right)
    }

    /// Refuses a file that is there already, before there is a code to lose.
    static func checkIsNew(_ file: String) throws(OperationError) {
        guard access(file, F_OK) != 0 else {
            throw OperationError(
                code: "file-exists", reason: "\(file) is there already, and a recovery code is never replaced.",
                remedy: "Name another file with --recovery-file.", status: 409)
        }
    }

    /// Writes the code to a file of its own that nobody else may read.
    static func write(_ code: String, to file: String) throws(OperationError) {
        try WholeFile.write(Array((code + "\n").utf8), to: file, replacing: false)
    }

    /// Reads a code from a file, or asks for it in the terminal. Throws `Interrupted` or an `OperationError`.
    static func read(file: String?, prompt: String = "Recovery code: ") throws -> String {
        let octets = try file.map { try Self.octets(of: $0) } ?? typed(prompt)
        let code = String(decoding: octets, as: UTF8.self).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !code.isEmpty else {
            throw OperationError(
                code: "empty-recovery-code", reason: "There is no recovery code in what was given.",
                remedy: "It is the line that `causeway init` showed, or wrote with --recovery-file.")
        }
        return code
    }

    private static func octets(of file: String) throws(OperationError) -> [UInt8] {
        let (descriptor, information) = try WholeFile.opened(file)
        close(descriptor)
        WholeFile.warnIfShared(file, information)
        return try WholeFile.read(file, octetsMax: ToolLimits.recoveryCodeOctetsMax)
    }

    private static func typed(_ prompt: String) throws -> [UInt8] {
        guard isatty(STDIN_FILENO) == 1 else {
            throw OperationError(
                code: "no-recovery-code", reason: "No recovery code is given and there is no terminal to ask for it in.",
                remedy: "Name a file with --recovery-file or --code-file.")
        }
        return try Passphrase.ask(prompt).withUnsafeBytes { Array($0) }
    }
}
