import ArgumentParser
import CoreFoundation
import Daemon
import Exchange
import Foundation
import Glibc

/// Which node a command is about.
struct NodeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The node's data directory. (default: $CAUSEWAY_DATA, else /var/lib/causeway for the user who owns it, else ~/.causeway)",
            valueName: "directory"),
        completion: .directory)
    var data: String?

    /// Where the Debian package keeps a node.
    private static let packagedDirectory = "/var/lib/causeway"

    /// Whether this process runs as the user of the package's node. The system's folder around it is nobody else's to write in.
    private static var isPackagedUser: Bool {
        var information = stat()
        return geteuid() != 0 && lstat(packagedDirectory, &information) == 0 && information.st_uid == geteuid()
            && information.st_mode & S_IFMT == S_IFDIR
    }

    /// The data directory as a path, its own or a relative one, without a slash at the end.
    var directory: String {
        let environment = ProcessInfo.processInfo.environment
        return Self.directory(
            data ?? environment["CAUSEWAY_DATA"].flatMap { $0.isEmpty ? nil : $0 }
                ?? (Self.isPackagedUser ? Self.packagedDirectory : "~/.causeway"))
    }

    /// A data directory as it was typed, likewise.
    static func directory(_ text: String) -> String {
        var path = text
        if path == "~" || path.hasPrefix("~/") {
            path = (ProcessInfo.processInfo.environment["HOME"] ?? NSHomeDirectory()) + path.dropFirst()
        }
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }

    /// The running node.
    func client(progress: ProgressLine? = nil) -> LocalClient {
        let socket = DataDirectoryLayout.socket(in: directory)
        guard let progress else { return LocalClient(socket: socket) }
        return LocalClient(socket: socket) { progress.show($0) }
    }

    /// The node's settings, with flags over environment over file: the one that is about to be copied, or else its own.
    func settings(from file: String? = nil, overrides: [String: String] = [:]) throws(OperationError) -> NodeSettings {
        try NodeSettings.load(
            file: file ?? DataDirectoryLayout.settings(in: directory), environment: ProcessInfo.processInfo.environment,
            overrides: overrides)
    }
}

/// How a command answers.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print one JSON document; a refusal becomes one on standard error.")
    var json = false
}

/// Where the passphrase of the keys comes from.
struct PassphraseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A file with the passphrase of the keys. (default: $CAUSEWAY_PASSPHRASE_FILE, else the settings, else asked for in a terminal)",
            valueName: "file"),
        completion: .file())
    var passphraseFile: String?

    /// The flag as it overrides the settings.
    var overrides: [String: String] { passphraseFile.map { ["passphrase-file": $0] } ?? [:] }
}
