import ArgumentParser
import Exchange

/// `causeway account`
struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account",
        abstract: "People who log in at this node's portal, always with two steps.",
        subcommands: [
            ListAccounts.self, InviteAccount.self, SetAccountRoles.self, ResetAccount.self, SuspendAccount.self, ReinstateAccount.self,
            RemoveAccount.self,
        ])

    /// `causeway account list`
    struct ListAccounts: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the accounts, their roles and when somebody last logged in.")

        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws { say(try await node.client().accounts(), output) }
    }

    /// `causeway account invite`
    struct InviteAccount: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            commandName: "invite",
            abstract: "Invite somebody, and show the link with which they set up their account, once.",
            discussion: """
                The link can be used once within three days: it sets the password and the authenticator for codes of six digits. Where \
                the node has a mail server, the link is mailed too. Give it to nobody else.
                """)

        @Argument(help: ArgumentHelp("The person's name, as others address them.", valueName: "name"))
        var name: String
        @Argument(help: ArgumentHelp("Their e-mail address, with which they log in.", valueName: "address"))
        var address: String
        @Option(
            help: ArgumentHelp(
                "reader, analyst, approver or operator, at the coordinator also staff or reviewer; can be repeated. (default: reader)",
                valueName: "role"))
        var role: [String] = []
        @Option(help: ArgumentHelp("The language of letters: en, zh-Hant or zh-Hans. (default: English)", valueName: "language"))
        var language: String = ""
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let invitation = AccountInvitation(name: name, address: address, roles: role.isEmpty ? ["reader"] : role, language: language)
            say(try await node.client().inviteAccount(invitation), output)
        }
    }

    /// `causeway account roles`
    struct SetAccountRoles: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            commandName: "roles", abstract: "Set what somebody may do: the roles that are given take the place of all before.")

        @Argument(help: ArgumentHelp("The person's address or name.", valueName: "account"))
        var account: String
        @Option(
            help: ArgumentHelp(
                "reader, analyst, approver or operator, at the coordinator also staff or reviewer; can be repeated.", valueName: "role"))
        var role: [String]
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws { say([try await node.client().setRoles(AccountRoles(role), ofAccount: account)], output) }
    }

    /// `causeway account reset`
    struct ResetAccount: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            commandName: "reset",
            abstract: "Make a new link for somebody who cannot log in any more.",
            discussion: """
                Password, authenticator, passkeys, recovery codes and sessions end at once. Make sure that it is the person who asks.
                """)

        @Argument(help: ArgumentHelp("The person's address or name.", valueName: "account"))
        var account: String
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws { say(try await node.client().resetAccount(account), output) }
    }

    /// `causeway account suspend`
    struct SuspendAccount: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            commandName: "suspend", abstract: "Keep somebody out until they are reinstated; their sessions end at once.")

        @Argument(help: ArgumentHelp("The person's address or name.", valueName: "account"))
        var account: String
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws { say(try await node.client().decideAccount(account, .suspend), output) }
    }

    /// `causeway account reinstate`
    struct ReinstateAccount: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            commandName: "reinstate", abstract: "Let somebody in again who was suspended, dormant, or locked out after failures.")

        @Argument(help: ArgumentHelp("The person's address or name.", valueName: "account"))
        var account: String
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws { say(try await node.client().decideAccount(account, .reinstate), output) }
    }

    /// `causeway account remove`
    struct RemoveAccount: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            commandName: "remove", abstract: "Remove an account for good; its name and address are free again.")

        @Argument(help: ArgumentHelp("The person's address or name.", valueName: "account"))
        var account: String
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws { say(try await node.client().decideAccount(account, .remove), output) }
    }
}

/// Shows accounts as a table or a document.
private func say(_ accounts: [AccountReport], _ output: OutputOptions) {
    if output.json { return Output.document(accounts) }
    var table = Table("NAME", "ADDRESS", "ROLES", "STATE", "LAST LOGIN", "PASSKEYS", "RECOVERY CODES")
    for account in accounts {
        table.add(
            account.name, account.address, account.roles.joined(separator: ", "), account.state,
            account.lastSignIn.isEmpty ? "never" : PlainText.time(account.lastSignIn), "\(account.passkeys)", "\(account.recoveryCodesLeft)"
        )
    }
    table.say(orElse: "Nobody has an account here.")
}

private func say(_ invited: AccountInvited, _ output: OutputOptions) {
    if output.json { return Output.document(invited) }
    Output.say(invited.link.isEmpty ? invited.path : invited.link)
    if invited.link.isEmpty { Output.say("Put it behind the portal's address.") }
    Output.say(
        "\(PlainText.line(invited.account.name)) can use it once, until \(PlainText.time(invited.expires))."
            + (invited.isMailed ? " It was mailed too." : ""))
}
