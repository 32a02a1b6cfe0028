import Foundation

/// A command as the argument parser describes it (serialisation 0 of its tool information), as far as a manual needs it.
struct CommandDescription: Decodable {
    /// One argument, option or flag.
    struct Argument: Decodable {
        struct Name: Decodable {
            var kind: String
            var name: String

            /// As it is typed.
            var typed: String { (kind == "long" ? "--" : "-") + name }
        }

        /// "positional", "option" or "flag".
        var kind: String
        var shouldDisplay: Bool
        var isOptional: Bool
        var isRepeating: Bool
        var names: [Name]?
        var valueName: String?
        var defaultValue: String?
        var abstract: String?
    }

    var commandName: String
    var superCommands: [String]?
    var shouldDisplay: Bool?
    var abstract: String?
    var discussion: String?
    var subcommands: [CommandDescription]?
    var arguments: [Argument]?

    /// What is typed to run it: "causeway group add".
    var path: String { ((superCommands ?? []) + [commandName]).joined(separator: " ") }

    /// The commands below it that a manual shows.
    var shown: [CommandDescription] { (subcommands ?? []).filter { $0.shouldDisplay != false && $0.commandName != "help" } }

    /// Its arguments, without those that every command has.
    var ownArguments: [Argument] {
        (arguments ?? []).filter { argument in
            argument.shouldDisplay && !(argument.names ?? []).contains { $0.name == "help" || $0.name == "version" }
        }
    }

    /// Reads the parser's document. Throws what the decoder throws.
    static func read(_ document: String) throws -> CommandDescription {
        struct Tool: Decodable {
            var command: CommandDescription
        }
        return try JSONDecoder().decode(Tool.self, from: Data(document.utf8)).command
    }
}
