import Exchange
import Glibc

/// Standard output and standard error, in whole lines.
enum Output {
    /// Prints lines for people. Texts from outside must have gone through `PlainText`.
    static func say(_ text: String) { write(Array((text + "\n").utf8), to: STDOUT_FILENO) }

    /// Prints a report as the one JSON document of a command.
    static func document(_ report: some Encodable) { write(JSONDocument.encode(report, pretty: true) + [0x0A], to: STDOUT_FILENO) }

    /// Prints to standard error.
    static func complain(_ text: String) { write(Array((text + "\n").utf8), to: STDERR_FILENO) }

    /// Prints octets as they are to standard output.
    static func raw(_ octets: [UInt8]) { write(octets, to: STDOUT_FILENO) }

    /// Prints by which name an operation was refused, why, and what to do.
    static func refuse(_ error: OperationError, asJSON: Bool) {
        if asJSON { return write(JSONDocument.encode(error, pretty: true) + [0x0A], to: STDERR_FILENO) }
        complain("error (\(PlainText.line(error.code))): \(PlainText.line(error.reason))")
        if !error.remedy.isEmpty { complain("  what to do: \(PlainText.line(error.remedy))") }
    }

    /// Writes all of it, unless nobody reads any more.
    static func write(_ octets: [UInt8], to descriptor: Int32) {
        var rest = octets[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// The width of the terminal behind standard output, in columns; `nil` when there is none.
    static var columns: Int? {
        guard isatty(STDOUT_FILENO) == 1 else { return nil }
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
