import ArgumentParser
import Exchange

/// `causeway group`
struct Group: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sharing groups: found a closed one, change who is in it, leave it, list them.",
        subcommands: [Create.self, Add.self, Remove.self, Appoint.self, Dismiss.self, Leave.self, ListGroups.self])

    /// `causeway group create`
    struct Create: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Found a closed group.",
            discussion: "Your organisation is its first member and its first steward. What is chosen here never changes; who is in it may.")

        @Argument(help: ArgumentHelp("The group's name; only its members ever see it.", valueName: "name"))
        var name: String
        @Option(
            name: .customLong("with"),
            help: ArgumentHelp(
                "A member from the beginning: its name or identifier; may be given several times.", valueName: "organisation"))
        var organisations: [String] = []
        @Flag(inversion: .prefixedNo, help: "Have the coordinator keep the group's ciphertext for members that are away.")
        var mailbox = true
        @Option(help: ArgumentHelp("How many days mailboxes keep it, 1 to 366.", valueName: "number"))
        var mailboxDays = ToolLimits.mailboxDaysDefault
        @Flag(help: "Give newcomers the keys of what was shared before they joined, as far as they are kept.")
        var history = false
        @Flag(help: "Have each member tell the group which corrections and retractions it has applied.")
        var receipts = false
        @Option(
            help: ArgumentHelp(
                "A group without a steward elects one by more than this part of its members, 50 to 99 percent.", valueName: "percent"))
        var electing = ToolLimits.electingPercentDefault
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let creation = GroupCreation(
                name: name, members: organisations, mailbox: mailbox, mailboxDays: mailboxDays, history: history, electing: electing,
                receipts: receipts ? true : nil)
            Group.say(try await node.client().createGroup(creation), output)
        }
    }

    /// `causeway group add`
    struct Add: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Add an organisation to a group that your organisation steers.",
            discussion: "It can read what is shared from then on; what was shared before only in a group made with --history.")

        @OptionGroup var subject: RosterSubject
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws { try await subject.change(.add, node, output) }
    }

    /// `causeway group remove`
    struct Remove: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Remove an organisation from a group that your organisation steers.",
            discussion: "What is shared from then on has a key that it is not given. What it has received it keeps.")

        @OptionGroup var subject: RosterSubject
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws { try await subject.change(.remove, node, output) }
    }

    /// `causeway group appoint`
    struct Appoint: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Make a member a steward; in a group without a steward, vote for it.",
            discussion: "Stewards add and remove members and appoint and dismiss stewards, each of them alone.")

        @OptionGroup var subject: RosterSubject
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws { try await subject.change(.appoint, node, output) }
    }

    /// `causeway group dismiss`
    struct Dismiss: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Let a steward be a plain member.",
            discussion: "What it does as a steward before it hears of this is without effect.")

        @OptionGroup var subject: RosterSubject
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws { try await subject.change(.dismiss, node, output) }
    }

    /// `causeway group leave`
    struct Leave: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Leave a group.",
            discussion: "Your node keeps what it has received. Only a steward can let your organisation in again.")

        @Argument(help: ArgumentHelp("The group's name or tag.", valueName: "group"))
        var group: String
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws { Group.say(try await node.client().changeGroup(group, GroupChange(.leave)), output) }
    }

    /// `causeway group list`
    struct ListGroups: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the groups this node takes part in, with their members.")

        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let groups = try await node.client().groups()
            if output.json { return Output.document(groups) }
            var table = Table("GROUP", "KIND", "TAG", "STEWARDS", "KEY SINCE", "MAILBOXES", "MEMBERS")
            for group in groups {
                let name = PlainText.group(group.name, kind: group.kind)
                let members = group.organisations.map { name in
                    let reason = group.waiting.first { $0.hasPrefix("\(name): ") }?.dropFirst(name.count + 2)
                    return reason.map { "\(name) (\($0))" } ?? name
                }
                table.add(
                    group.isMember ? name : "\(name) (no longer inside)", PlainText.kind(group.kind), PlainText.short(group.tag),
                    group.stewards.joined(separator: ", "), PlainText.time(group.keySince), "\(group.mailboxes.count)",
                    members.joined(separator: ", "))
            }
            table.say(orElse: "No groups yet: causeway group create NAME.")
        }
    }

    fileprivate static func say(_ group: GroupReport, _ output: OutputOptions) {
        if output.json { return Output.document(group) }
        var facts = Facts()
        facts.add("group", PlainText.group(group.name, kind: group.kind))
        if !group.isMember { facts.add("state", "your organisation is no longer inside") }
        facts.add("kind", PlainText.kind(group.kind))
        facts.add("tag", group.tag)
        facts.add("founder", group.founder)
        if group.kind == "closed" {
            let stewards = group.stewards.joined(separator: ", ")
            facts.add("stewards", stewards.isEmpty ? "none: members elect one with `causeway group appoint`" : stewards)
        }
        facts.add("members", group.organisations.joined(separator: ", "))
        for organisation in group.waiting { facts.add("without", organisation) }
        facts.add("newcomers", group.history ? "are given the keys of what was shared before" : "read from their joining on")
        facts.add("key since", PlainText.time(group.keySince))
        if !group.mailboxes.isEmpty {
            facts.add("mailboxes", "\(group.mailboxes.joined(separator: ", ")), for \(PlainText.count(group.mailboxDays, "day"))")
        }
        if group.withoutEffect > 0 {
            facts.add("without effect", "\(PlainText.count(group.withoutEffect, "change")), such as those of a removed steward")
        }
        facts.say()
    }
}

/// The group and the organisation of a change.
struct RosterSubject: ParsableArguments {
    @Argument(help: ArgumentHelp("The group's name or tag.", valueName: "group"))
    var group: String
    @Argument(help: ArgumentHelp("The organisation's name or identifier.", valueName: "organisation"))
    var organisation: String

    func change(_ verb: GroupChange.Verb, _ node: NodeOptions, _ output: OutputOptions) async throws {
        Group.say(try await node.client().changeGroup(group, GroupChange(verb, organisation)), output)
    }
}
