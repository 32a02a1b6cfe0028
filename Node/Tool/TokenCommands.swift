import ArgumentParser
import Exchange

/// `causeway token`
struct Token: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tokens with which machines read and share over TAXII.",
        subcommands: [CreateToken.self, ListTokens.self, RevokeToken.self])

    /// `causeway token create`
    struct CreateToken: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            commandName: "create",
            abstract: "Make a token and show it, once.",
            discussion: """
                The node keeps a hash of it alone: a token that is lost is revoked and made anew. What a machine shares with it counts as \
                asked by you. TLP:RED never leaves through a token.
                """)

        @Argument(help: ArgumentHelp("What it is called, after the machine that will use it.", valueName: "name"))
        var name: String
        @Option(help: ArgumentHelp("What it may do: read or write; can be given twice. (default: read)", valueName: "scope"))
        var scope: [String] = []
        @Option(help: ArgumentHelp("The strictest mark that it handles: clear, green, amber or amber+strict.", valueName: "mark"))
        var tlpMax: String
        @Option(help: ArgumentHelp("Confine it to the collection of this group; can be repeated.", valueName: "name"))
        var group: [String] = []
        @Option(help: ArgumentHelp("Confine it to the collection with this identifier; can be repeated.", valueName: "id"))
        var collection: [String] = []
        @Option(help: ArgumentHelp("Days after which it is void. (default: never)", valueName: "days"))
        var expires: Int?
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let made = try await node.client().createToken(
                TokenCreation(
                    name: name, scopes: scope.isEmpty ? ["read"] : scope, tlpMax: tlpMax, groups: group, collections: collection,
                    expiresDays: expires))
            if output.json { return Output.document(made) }
            Output.say(made.token)
            Output.say("It is shown this once. A client sends it as `Authorization: Bearer TOKEN`, or as the password of HTTP Basic.")
        }
    }

    /// `causeway token list`
    struct ListTokens: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the tokens, what they may do and when they were last used.")

        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws { say(try await node.client().tokens(), output) }
    }

    /// `causeway token revoke`
    struct RevokeToken: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            commandName: "revoke", abstract: "End a token: the next request with it is refused.")

        @Argument(help: ArgumentHelp("The token's name.", valueName: "name"))
        var name: String
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws { say(try await node.client().revokeToken(name), output) }
    }
}

/// Shows tokens as a table or a document.
private func say(_ tokens: [TokenReport], _ output: OutputOptions) {
    if output.json { return Output.document(tokens) }
    var table = Table("NAME", "SCOPES", "AT MOST", "COLLECTIONS", "MADE BY", "EXPIRES", "LAST USED", "STATE")
    for token in tokens {
        table.add(
            token.name, token.scopes.joined(separator: ", "), token.tlpMax,
            token.collections.isEmpty ? "all" : token.collections.joined(separator: ", "), token.user,
            token.expires.isEmpty ? "never" : PlainText.time(token.expires), token.used.isEmpty ? "never" : PlainText.time(token.used),
            token.state)
    }
    table.say(orElse: "No tokens were made here.")
}
