import ArgumentParser
import Exchange

/// `causeway registry`
struct Registry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The coordinator's work: applications, admission, standing, sectors; and everybody's: the audit.",
        subcommands: [
            Applications.self, Admit.self, Suspend.self, Reinstate.self, Expel.self, Sector.self, Confirm.self, Audit.self,
        ])

    /// `causeway registry applications`
    struct Applications: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(abstract: "List the organisations that applied.")

        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let applications = try await node.client().applications()
            if output.json { return Output.document(applications) }
            var table = Table("APPLICATION", "RECEIVED", "STATE", "ORGANISATION", "SECTOR", "LOOKS LIKE", "CONTACT")
            for application in applications {
                table.add(
                    application.id, PlainText.time(application.received), application.state, application.organisation, application.sector,
                    application.looksLike.joined(separator: ", "), application.contact)
            }
            table.say(orElse: "No applications.")
        }
    }

    /// `causeway registry admit`
    struct Admit: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Admit an organisation to the network.",
            discussion: """
                Check who applied by a way that is not the application: a name in it proves nothing. A name that looks like \
                another in the registry is refused until you have looked twice.
                """)

        @Argument(help: ArgumentHelp("The application's identifier.", valueName: "application"))
        var application: String
        @Flag(help: "Admit it although its name looks like another organisation's.")
        var despiteLikeness = false
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let report = try await node.client().admit(application, despiteLikeness: despiteLikeness)
            if output.json { return Output.document(report) }
            Output.say("\(PlainText.line(report.organisation)) is admitted; the registry has \(report.registrySize) records.")
        }
    }

    /// `causeway registry suspend`
    struct Suspend: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(abstract: "Suspend an organisation until it is reinstated.")

        @OptionGroup var subject: StandingSubject
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws { try await subject.set("suspended", node, output) }
    }

    /// `causeway registry reinstate`
    struct Reinstate: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(abstract: "Reinstate a suspended organisation.")

        @OptionGroup var subject: StandingSubject
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws { try await subject.set("reinstated", node, output) }
    }

    /// `causeway registry expel`
    struct Expel: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(abstract: "Expel an organisation for ever.")

        @OptionGroup var subject: StandingSubject
        @Flag(help: "Mean it: nobody can take this back, not even the coordinator.")
        var yes = false
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            guard yes else {
                throw OperationError(
                    code: "not-confirmed", reason: "To expel is for ever: the organisation can never return under its identity.",
                    remedy: "Suspend it instead, or repeat the command with --yes.")
            }
            try await subject.set("expelled", node, output)
        }
    }
}

extension Registry {
    /// `causeway registry sector`
    struct Sector: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Put an organisation into a sector.",
            discussion: "Its nodes can open what is shared with that sector from then on, and no longer what is shared with the former.")

        @Argument(help: ArgumentHelp("The organisation's name or identifier.", valueName: "organisation"))
        var organisation: String
        @Argument(help: ArgumentHelp("The sector, such as finance; \"\" for none.", valueName: "sector"))
        var sector: String
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let member = try await node.client().setSector(organisation, to: sector)
            if output.json { return Output.document(member) }
            let name = PlainText.line(member.organisation)
            Output.say(member.sector.isEmpty ? "\(name) is in no sector." : "\(name) is in sector \(PlainText.line(member.sector)).")
        }
    }
}

extension Registry {
    /// `causeway registry confirm`
    struct Confirm: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Say that the registry on this node is the right and the newest one.",
            discussion: """
                After a start the coordinator decides nothing before more than half of the members were connected, since its copy \
                may be an old one. This is the staff's word instead, for members that are gone for good, until the node is stopped. \
                Never after a restored backup.

                On any node, when the coordinator signed two registries: the word of its people that they go on with the one that this \
                node holds, for good. Ask other members first.
                """)

        @Flag(help: "Mean it: two different registries signed by one coordinator cannot be mended.")
        var yes = false
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            guard yes else {
                throw OperationError(
                    code: "not-confirmed", reason: "If a member holds more of the registry, the network is split for good.",
                    remedy: "Wait until the members are connected (`causeway peers`), or repeat the command with --yes.")
            }
            let status = try await node.client().confirmRegistry()
            if output.json { return Output.document(status) }
            Output.say("This node goes on with its registry of \(status.registrySize) records.")
        }
    }
}

/// The organisation whose standing is set.
struct StandingSubject: ParsableArguments {
    @Argument(help: ArgumentHelp("The organisation's name or identifier.", valueName: "organisation"))
    var organisation: String

    func set(_ standing: String, _ node: NodeOptions, _ output: OutputOptions) async throws {
        let member = try await node.client().setStanding(organisation, to: standing)
        if output.json { return Output.document(member) }
        Output.say("\(PlainText.line(member.organisation)) is \(PlainText.line(member.standing)).")
    }
}
