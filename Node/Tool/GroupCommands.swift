import ArgumentParser
import Exchange

/// `causeway group`
struct Group: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Closed groups: make one, add an organisation, list them.", subcommands: [Create.self, Add.self, ListGroups.self])

    /// `causeway group create`
    struct Create: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(abstract: "Found a closed group.")

        @Argument(help: ArgumentHelp("The group's name; only its members ever see it.", valueName: "name"))
        var name: String
        @Flag(help: "Have the coordinator keep the group's ciphertext for members that are away.")
        var mailbox = false
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let report = try await node.client().createGroup(GroupCreation(name: name, mailbox: mailbox))
            Group.say(report, output)
        }
    }

    /// `causeway group add`
    struct Add: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Add an organisation to a group that your organisation founded.",
            discussion: "It can read what is shared from then on, not what was shared before.")

        @Argument(help: ArgumentHelp("The group's name or tag.", valueName: "group"))
        var group: String
        @Argument(help: ArgumentHelp("The organisation's name or identifier.", valueName: "organisation"))
        var organisation: String
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let report = try await node.client().addMember(organisation, to: group)
            Group.say(report, output)
        }
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
            var table = Table("GROUP", "TAG", "FOUNDER", "KEY SINCE", "MAILBOXES", "MEMBERS")
            for group in groups {
                let members = group.organisations.map { group.waiting.contains($0) ? "\($0) (waiting for its key)" : $0 }
                table.add(
                    group.name, PlainText.short(group.tag), group.founder, PlainText.time(group.keySince), "\(group.mailboxes.count)",
                    members.joined(separator: ", "))
            }
            table.say(orElse: "No groups yet: causeway group create NAME.")
        }
    }

    fileprivate static func say(_ group: GroupReport, _ output: OutputOptions) {
        if output.json { return Output.document(group) }
        var facts = Facts()
        facts.add("group", group.name)
        facts.add("tag", group.tag)
        facts.add("founder", group.founder)
        facts.add("members", group.organisations.joined(separator: ", "))
        facts.add("waiting for keys of", any: group.waiting)
        facts.add("key since", PlainText.time(group.keySince))
        facts.add("mailboxes", any: group.mailboxes)
        facts.say()
    }
}
