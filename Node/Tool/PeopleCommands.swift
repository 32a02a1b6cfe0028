import ArgumentParser
import Daemon
import Exchange
import Glibc

/// `causeway people`
struct People: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "People of this organisation with keys of their own, who approve what others want to share.",
        subcommands: [MakeKey.self, ListPeople.self, AddPerson.self, RemovePerson.self])

    /// `causeway people key`
    struct MakeKey: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            commandName: "key",
            abstract: "Make a key for yourself, sealed under a passphrase of yours.",
            discussion:
                "Needs no node. Keep the file to yourself, and have the public key that is printed added with `causeway people add`.")

        @Argument(help: ArgumentHelp("Where the key is written; must not be there.", valueName: "file"), completion: .file())
        var file: String
        @Option(
            help: ArgumentHelp("A file with your passphrase. (default: asked for in a terminal)", valueName: "file"), completion: .file())
        var passphraseFile: String?
        @OptionGroup var output: OutputOptions

        /// What `--json` prints.
        struct Report: Codable {
            var file: String
            var key: String
        }

        func run() async throws {
            umask(0o077)
            let made = try makePersonKey(passphrase: try Passphrase.read(file: passphraseFile, isNew: true))
            try WholeFile.write(made.file, to: file, replacing: false)
            if output.json { return Output.document(Report(file: file, key: made.publicKey)) }
            Output.say("Your public key: \(made.publicKey)")
            Output.say(
                "The private key is in \(PlainText.line(file)), sealed under your passphrase. Without both nobody approves in your name.")
        }
    }

    /// `causeway people list`
    struct ListPeople: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "List the people and their public keys.")

        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws { say(try await node.client().people(), output) }
    }

    /// `causeway people add`
    struct AddPerson: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: "Add a person with their public key.",
            discussion: """
                Take the public key from the person, not from a file that others can write. With --user, what that user of this machine \
                asks to share counts as asked by this person, who then cannot approve it.
                """)

        @Argument(help: ArgumentHelp("The person's name.", valueName: "name"))
        var name: String
        @Option(help: ArgumentHelp("The public key that `causeway people key` printed.", valueName: "key"))
        var key: String
        @Option(help: ArgumentHelp("Their user on this machine.", valueName: "user"))
        var user: String?
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            say(try await node.client().addPerson(PersonAddition(name: name, key: key, user: user ?? "")), output)
        }
    }

    /// `causeway people remove`
    struct RemovePerson: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            commandName: "remove", abstract: "Remove a person: nothing that they approved counts any more, unless it was shared already.")

        @Argument(help: ArgumentHelp("The person's name.", valueName: "name"))
        var name: String
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws { say(try await node.client().removePerson(name), output) }
    }
}

/// Shows people as a table or a document.
private func say(_ people: [PersonReport], _ output: OutputOptions) {
    if output.json { return Output.document(people) }
    var table = Table("NAME", "USER", "ADDED", "REMOVED", "PUBLIC KEY")
    for person in people {
        table.add(
            person.name, person.user, PlainText.time(person.added), person.removed.isEmpty ? "" : PlainText.time(person.removed), person.key
        )
    }
    table.say(orElse: "No people are known here.")
}
