import ArgumentParser
import Daemon
import Exchange
import Foundation

/// Which node a command is about.
struct NodeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The node's data directory. (default: $CAUSEWAY_DATA, else ~/.causeway)", valueName: "directory"),
        completion: .directory)
    var data: String?

    /// The data directory as a path, its own or a relative one, without a slash at the end.
    var directory: String {
        let environment = ProcessInfo.processInfo.environment
        var path = data ?? environment["CAUSEWAY_DATA"].flatMap { $0.isEmpty ? nil : $0 } ?? "~/.causeway"
        if path == "~" || path.hasPrefix("~/") { path = (environment["HOME"] ?? NSHomeDirectory()) + path.dropFirst() }
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
