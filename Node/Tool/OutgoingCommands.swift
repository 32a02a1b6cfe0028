import ArgumentParser
import Daemon
import Exchange
import Sodium

/// `causeway outgoing`
struct Outgoing: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        abstract: "List what waits to leave, and what became of what waited.",
        discussion: "Nothing of it has left this node. It leaves when its time has come and enough people have approved it.")

    @Option(help: ArgumentHelp("At most so many.", valueName: "number"))
    var limit: Int = ToolLimits.itemsListedDefault
    @Option(
        name: [.customShort("o"), .customLong("content")],
        help: ArgumentHelp("Write the content of the one with this identifier to standard output.", valueName: "share"))
    var content: String?
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...ExchangeLimits.itemsListedMax).contains(limit) else {
            throw ValidationError("--limit is a number from 1 to \(ExchangeLimits.itemsListedMax).")
        }
    }

    func run() async throws {
        if let content { return Output.raw(try await node.client().outgoingContent(content)) }
        let shares = try await node.client().outgoing(limit: limit)
        if output.json { return Output.document(shares) }
        var table = Table("SHARE", "STATE", "LEAVES", "APPROVED", "MARK", "BY", "TO", "TITLE")
        for share in shares {
            let approved = share.approvals == 0 ? "" : "\(share.approvedBy.count) of \(share.approvals)"
            let state = share.state == "released" ? "left as \(PlainText.short(share.item))" : share.state
            table.add(
                PlainText.short(share.id), state, PlainText.time(share.due), approved, share.tlp,
                share.person.isEmpty ? share.requester : share.person, share.to, share.reason.isEmpty ? share.title : share.reason)
        }
        table.say(orElse: "Nothing waits.")
    }
}

/// `causeway cancel`
struct Cancel: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Stop something that waits to leave.", discussion: "Nobody outside this node ever knows that it was there.")

    @Argument(help: ArgumentHelp("Its identifier or the first 6 digits or more, as `causeway outgoing` lists it.", valueName: "share"))
    var share: String
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let report = try await node.client().cancel(share)
        if output.json { return Output.document(report) }
        Output.say("\(PlainText.short(report.id)) is cancelled; nothing has left.")
    }
}

/// `causeway approve`
struct Approve: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Approve something that waits, or reject it, with a key of your own.",
        discussion: """
            What is signed is the identifier, which stands for exactly this content, audience and mark: look at it first with \
            `causeway outgoing --content`. Whoever asked for it cannot approve it. With --request you say that it was you who asked.
            """)

    @Argument(help: ArgumentHelp("Its identifier or the first 6 digits or more, as `causeway outgoing` lists it.", valueName: "share"))
    var share: String
    @Option(help: ArgumentHelp("Your key file, made by `causeway people key`.", valueName: "file"), completion: .file())
    var key: String
    @Option(name: .customLong("as"), help: ArgumentHelp("The name under which you were added.", valueName: "name"))
    var name: String
    @Flag(help: "Reject it, for good.")
    var reject = false
    @Flag(help: "Say that you asked for it.")
    var request = false
    @Option(help: ArgumentHelp("A file with your passphrase. (default: asked for in a terminal)", valueName: "file"), completion: .file())
    var passphraseFile: String?
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if reject && request { throw ValidationError("--reject and --request exclude each other.") }
    }

    func run() async throws {
        let client = node.client()
        let matching = try await client.outgoing(limit: ExchangeLimits.itemsListedMax).filter { $0.id.hasPrefix(share.lowercased()) }
        guard share.count >= 6, matching.count == 1, let found = matching.first else {
            throw OperationError(
                code: "unknown-share", reason: "Not exactly one thing that waits or waited begins with \"\(share.prefix(80))\".",
                remedy: "List them with `causeway outgoing` and give at least six digits.", status: 404)
        }
        let file = try WholeFile.read(key, octetsMax: ToolLimits.personKeyOctetsMax)
        let verdict = reject ? "reject" : request ? "request" : "approve"
        let signed = try signApproval(
            ApprovalRequest(network: found.network, node: found.node, share: found.id, verdict: verdict, person: name),
            keyFile: file, path: key, passphrase: try Passphrase.read(file: passphraseFile, isNew: false))
        let report = try await client.approve(
            found.id, ApprovalSubmission(statement: signed.statement.hex, signature: signed.signature.hex))
        if output.json { return Output.document(report) }
        var facts = Facts()
        facts.add("share", report.id)
        facts.add("state", report.state)
        facts.add("approved by", any: report.approvedBy)
        if !report.item.isEmpty { facts.add("left as", report.item) }
        facts.say()
    }
}

/// `causeway contribute`
struct Contribute: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Give a file to another organisation that may issue it under its own name.",
        discussion: """
            For what your organisation must not be seen to have written. Only the one named with --via learns who you are, and decides whether \
            to issue it. The audience that you name is a wish.
            """)

    @Argument(help: ArgumentHelp("A STIX 2.1 bundle.", valueName: "file"), completion: .file())
    var file: String
    @Option(help: ArgumentHelp("Who is asked to issue it, in general the coordinator.", valueName: "organisation"))
    var via: String
    @OptionGroup(title: "Audience (one of these)") var audience: DestinationOptions
    @Option(help: ArgumentHelp("clear, green, amber, amber+strict or red.", valueName: "tlp"), completion: .list(tlpWords))
    var tlp: String?
    @Option(help: ArgumentHelp("What recipients may do with it.", valueName: "pap"), completion: .list(papWords))
    var pap: String?
    @Option(help: "What lists show for it. (default: taken from the content)")
    var title: String?
    @OptionGroup var terms: TermsOptions
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { try audience.checkExactlyOne() }

    func run() async throws {
        let content = try WholeFile.read(file, octetsMax: ExchangeLimits.contentOctetsMax)
        var request = ShareRequest(to: try audience.destination(), tlp: tlp, pap: pap, title: title)
        terms.apply(to: &request)
        ShareText.say(try await node.client().contribute(content, request, to: via), output)
    }
}

/// `causeway contributions`
struct Contributions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What others gave to this organisation to issue under its name.",
        subcommands: [ListContributions.self, ReadContribution.self, Issue.self], defaultSubcommand: ListContributions.self)

    /// `causeway contributions list`
    struct ListContributions: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "List the contributions, the newest first.")

        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let list = try await node.client().contributions()
            if output.json { return Output.document(list) }
            var table = Table("CONTRIBUTION", "RECEIVED", "MARK", "FROM", "MEANT FOR", "ISSUED AS", "TITLE")
            for one in list {
                table.add(
                    PlainText.short(one.id), PlainText.time(one.received), one.tlp, one.from, PlainText.group(one.wanted),
                    one.issued.isEmpty ? "" : PlainText.short(one.issued), one.title)
            }
            table.say(orElse: "No contributions yet.")
        }
    }

    /// `causeway contributions read`
    struct ReadContribution: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "read", abstract: "Write a contribution's content to standard output.")

        @Argument(help: ArgumentHelp("The contribution's identifier or its first 6 digits or more.", valueName: "contribution"))
        var contribution: String
        @OptionGroup var node: NodeOptions

        func run() async throws { Output.raw(try await node.client().contribution(contribution)) }
    }

    /// `causeway contributions issue`
    struct Issue: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            commandName: "issue", abstract: "Share a contribution as an item of this organisation, without a word of who gave it.",
            discussion: "Look for the contributor's name in it first: `causeway contributions read`.")

        @Argument(help: ArgumentHelp("The contribution's identifier or its first 6 digits or more.", valueName: "contribution"))
        var contribution: String
        @OptionGroup(title: "Audience (one of these)") var audience: DestinationOptions
        @Option(help: ArgumentHelp("A stricter mark than the contributor's.", valueName: "tlp"), completion: .list(tlpWords))
        var tlp: String?
        @Option(help: "What lists show for it. (default: the contributor's)")
        var title: String?
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func validate() throws { try audience.checkExactlyOne() }

        func run() async throws {
            let request = ShareRequest(to: try audience.destination(), tlp: tlp, title: title)
            ShareText.say(try await node.client().issue(contribution, request), output)
        }
    }
}
