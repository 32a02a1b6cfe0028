import CoreFoundation
import Exchange
import Glibc
import Sodium

/// The user pressed Ctrl-C while a passphrase was asked for.
struct Interrupted: Error {}

/// The passphrase of the keys: from a file, or typed in a terminal without being shown. Never in a `String`.
enum Passphrase {
    /// Reads the passphrase; `isNew` asks for it twice. Throws `Interrupted` or an `OperationError`.
    static func read(file: String?, isNew: Bool = false) throws -> SecretOctets {
        if let file { return try read(fromFile: file) }
        guard isatty(STDIN_FILENO) == 1 else {
            throw OperationError(
                code: "no-passphrase", reason: "No passphrase is given and there is no terminal to ask for it in.",
                remedy: "Name a file with --passphrase-file or CAUSEWAY_PASSPHRASE_FILE.")
        }
        let first = try ask(isNew ? "New passphrase of the keys: " : "Passphrase of the keys: ")
        guard first.count > 0 else { throw empty("what was typed") }
        guard isNew else { return first }
        let second = try ask("The same once more: ")
        let isSame = first.withUnsafeBytes { left in second.withUnsafeBytes { right in octetsAreEqual(left, right) } }
        guard isSame else {
            throw OperationError(code: "passphrases-differ", reason: "The two passphrases differ.", remedy: "Try again.")
        }
        return first
    }

    /// The file's octets without the line break at the end.
    private static func read(fromFile path: String) throws(OperationError) -> SecretOctets {
        let (descriptor, information) = try WholeFile.opened(path)
        defer { close(descriptor) }
        // One piece of memory for all of it, wiped below; one octet more than allowed shows that there is more.
        var octets = [UInt8](repeating: 0, count: ToolLimits.passphraseOctetsMax + 1)
        var count = 0
        while count < octets.count {
            let more = octets.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress?.advanced(by: count), $0.count - count) }
            if more < 0, errno == EINTR { continue }
            guard more > 0 else { break }
            count += more
        }
        let isTooLong = count == octets.count
        if count > 0, octets[count - 1] == 0x0A { count -= 1 }
        if count > 0, octets[count - 1] == 0x0D { count -= 1 }
        let secret = SecretOctets(count: count) { target in
            octets.withUnsafeBytes { target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
        _ = SecretOctets(moving: &octets)
        guard !isTooLong else { throw tooLong(path) }
        guard secret.count > 0 else { throw empty(path) }
        WholeFile.warnIfShared(path, information)
        return secret
    }

    private static func tooLong(_ path: String) -> OperationError {
        OperationError(
            code: "passphrase-too-long", reason: "\(path) has more than \(ToolLimits.passphraseOctetsMax) octets.",
            remedy: "Check that it is the passphrase file.")
    }

    private static func empty(_ place: String) -> OperationError {
        OperationError(
            code: "empty-passphrase", reason: "The passphrase is empty: \(place) holds none.",
            remedy: "Use a line of several words; whoever has the disk and the passphrase has the keys.")
    }

    /// Asks on the terminal. The prompt goes to standard error, so that standard output stays a document.
    static func ask(_ prompt: String) throws -> SecretOctets {
        Output.write(Array(prompt.utf8), to: STDERR_FILENO)
        var before = termios()
        guard tcgetattr(STDIN_FILENO, &before) == 0 else {
            throw OperationError(
                code: "no-terminal", reason: "The terminal cannot be set to hide what is typed.", remedy: "Give it in a file.")
        }
        var hidden = before
        // No echo; keys as they come, Ctrl-C among them, so that the terminal is always put back.
        hidden.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            Output.write([0x0A], to: STDERR_FILENO)
        }
        return try typed()
    }

    private static func typed() throws -> SecretOctets {
        var octets: [UInt8] = []
        // Room for all of it at once, so that no smaller copy is left behind in memory.
        octets.reserveCapacity(ToolLimits.passphraseOctetsMax)
        while true {
            var key: UInt8 = 0
            let count = Glibc.read(STDIN_FILENO, &key, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { return SecretOctets(moving: &octets) }
            switch key {
            case 0x0A, 0x0D, 0x04: return SecretOctets(moving: &octets)
            case 0x03:
                _ = SecretOctets(moving: &octets)
                throw Interrupted()
            case 0x15: octets.removeAll(keepingCapacity: true)
            case 0x08, 0x7F:
                // A letter may have several octets: the ones that continue it go with it.
                while let last = octets.popLast(), last & 0xC0 == 0x80 {}
            case 0..<0x20: continue
            default:
                guard octets.count < ToolLimits.passphraseOctetsMax else { continue }
                octets.append(key)
            }
        }
    }
}
