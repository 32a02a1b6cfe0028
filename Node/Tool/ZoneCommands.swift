import ArgumentParser
import Exchange

/// `causeway zone`
struct ZoneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zone",
        abstract: "The public zone: what waits for its moderators, and what they made public.",
        discussion: """
            Whatever a member shares with everyone waits here until a moderator approves it, or a rule says `moderation: none` for it. Approving \
            never changes an item. What its author takes back, or corrects, leaves the zone by itself; a correction waits again.
            """,
        subcommands: moderation + [ZonePublishCommand.self, ZoneVerifyCommand.self])

    /// What moderators do.
    private static let moderation: [any ParsableCommand.Type] = [
        Queue.self, Show.self, Approve.self, Return.self, Withdraw.self, Feature.self, Representatives.self,
    ]

    /// `causeway zone queue`
    struct Queue: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "List what waits for a moderator, or what was decided.",
            discussion: "With --state: published, returned, withdrawn, or ended (by its author, or its time was over).")

        @Option(
            help: ArgumentHelp("waiting, published, returned, withdrawn or ended.", valueName: "state"),
            completion: .list(ZoneText.states))
        var state = "waiting"
        @Option(help: ArgumentHelp("At most so many.", valueName: "number"))
        var limit: Int = ToolLimits.itemsListedDefault
        @Option(help: ArgumentHelp("Go on where the page before ended: its `next` in --json.", valueName: "next"))
        var cursor: String?
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard ZoneText.states.contains(state) else {
                throw ValidationError("--state is one of \(ZoneText.states.joined(separator: ", ")).")
            }
            guard (1...ExchangeLimits.itemsListedMax).contains(limit) else {
                throw ValidationError("--limit is a number from 1 to \(ExchangeLimits.itemsListedMax).")
            }
        }

        func run() async throws {
            let page = try await node.client().zoneQueue(state, cursor: cursor, limit: limit)
            if output.json { return Output.document(page) }
            var table = Table("ITEM", "CAME", "DECIDED", "BY", "TOPIC", "FRONT", "AUTHOR", state == "waiting" ? "TITLE" : "TITLE OR REASON")
            for item in page.items {
                table.add(
                    PlainText.short(item.id), PlainText.time(item.came), item.decided.isEmpty ? "" : PlainText.time(item.decided),
                    item.decider,
                    item.topic, item.isFeatured ? "yes" : "", item.author, item.reason.isEmpty ? item.title : item.reason)
            }
            table.say(orElse: state == "waiting" ? "Nothing waits." : "There is none.")
            let counts = page.counts
            Output.say(
                "\(counts.waiting) waiting, \(counts.published) published, \(counts.returned) returned, \(counts.withdrawn) withdrawn, \(counts.ended) ended."
            )
            if !page.next.isEmpty { Output.say("There are more: --cursor \(page.next)") }
        }
    }

    /// `causeway zone show`
    struct Show: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Show what approving an item would mean.",
            discussion: """
                Where it would be listed, which indicators machines would be given, and what to look out for. Read the content itself with \
                `causeway export`.
                """)

        @Argument(help: ZoneText.itemHelp) var item: String
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let detail = try await node.client().zoneItem(item)
            if output.json { return Output.document(detail) }
            var facts = ZoneText.facts(detail.item)
            facts.add("mark", detail.pap.isEmpty ? detail.tlp : "\(detail.tlp), \(detail.pap)")
            if detail.sharedBy != detail.item.author { facts.add("shared by", detail.sharedBy) }
            facts.add("sector", any: detail.sector.isEmpty ? [] : [detail.sector])
            facts.add("filed under", any: detail.topic.isEmpty ? [] : [detail.topic])
            facts.add("lists", any: detail.lists)
            facts.add("translates into", any: detail.languages)
            facts.add("page", detail.path)
            for warning in detail.warnings { facts.add("look out", ZoneText.sentence(warning, detail)) }
            facts.say()
            guard detail.indicatorsCounted > 0 else { return }
            Output.say("\nMachines \(detail.item.state == "published" ? "are" : "would be") given \(detail.indicatorsCounted) indicators:")
            var table = Table("LIST", "VALUE")
            for one in detail.indicators { table.add(one.kind, one.value) }
            table.say(orElse: "")
            let rest = detail.indicatorsCounted - detail.indicators.count
            if rest > 0 { Output.say("and \(rest) more") }
        }
    }

    /// `causeway zone approve`
    struct Approve: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Make an item public, as it is.",
            discussion: "One that waits, was returned, or was withdrawn. Look at it first: `causeway zone show`.")

        @Argument(help: ZoneText.itemHelp) var item: String
        @Option(
            help: ArgumentHelp(
                "threats, mitigation or best-practice. (default: what `causeway zone show` says)", valueName: "topic"),
            completion: .list(ZoneText.topics))
        var topic: String?
        @Flag(help: "Put it in front as well.")
        var feature = false
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if let topic, !ZoneText.topics.contains(topic) {
                throw ValidationError("--topic is one of \(ZoneText.topics.joined(separator: ", ")).")
            }
        }

        func run() async throws {
            let report = try await node.client().zoneApprove(item, ZoneApproval(topic: topic, featured: feature ? true : nil))
            ZoneText.say(report, output)
        }
    }

    /// `causeway zone return`
    struct Return: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            commandName: "return", abstract: "Return an item that waits to its author, with the reason.",
            discussion: """
                Members still have it as it was shared; it is not public. Its author's organisation is told in a note that only they can read. \
                It can be approved later all the same.
                """)

        @Argument(help: ZoneText.itemHelp) var item: String
        @OptionGroup var why: ZoneReason
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws { ZoneText.say(try await node.client().zoneReturn(item, ZoneRefusal(reason: why.reason)), output) }
    }

    /// `causeway zone withdraw`
    struct Withdraw: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Take a public item out of the public zone, with the reason.",
            discussion: """
                Its page says that it was withdrawn, and nothing of what it said; every list and feed forgets it. What somebody has read or copied \
                stays known. Its author's organisation is told why. It can be approved again.
                """)

        @Argument(help: ZoneText.itemHelp) var item: String
        @OptionGroup var why: ZoneReason
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws { ZoneText.say(try await node.client().zoneWithdraw(item, ZoneRefusal(reason: why.reason)), output) }
    }

    /// `causeway zone feature`
    struct Feature: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Put a public item in front, or back.",
            discussion: "The front page shows what is in front, the last to get there first.")

        @Argument(help: ZoneText.itemHelp) var item: String
        @Flag(help: "Put it back.")
        var off = false
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws { ZoneText.say(try await node.client().zoneFeature(item, ZoneFeaturing(featured: !off)), output) }
    }

    /// `causeway zone representatives`
    struct Representatives: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Note how many representatives an organisation has, or list what was noted.",
            discussion: """
                The public zone shows their sum ("229 representatives from 81 organisations"). Nobody else knows it: accounts are each node's own \
                matter.
                """)

        @Argument(help: ArgumentHelp("A name or identifier, as `causeway members` lists it; none lists all.", valueName: "organisation"))
        var organisation: String?
        @Argument(help: ArgumentHelp("How many: 0 to \(ExchangeLimits.representativesMax).", valueName: "number"))
        var count: Int?
        @Flag(help: "Forget what was noted.")
        var forget = false
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if organisation == nil {
                if forget { throw ValidationError("Name the organisation whose number is to be forgotten.") }
            } else if (count != nil) == forget {
                throw ValidationError("Give a number, or --forget.")
            }
            if let count, !(0...ExchangeLimits.representativesMax).contains(count) {
                throw ValidationError("The number is from 0 to \(ExchangeLimits.representativesMax).")
            }
        }

        func run() async throws {
            let client = node.client()
            let all: [RepresentativesReport]
            if let organisation {
                all = try await client.setRepresentatives(organisation, RepresentativesChange(representatives: count))
            } else {
                all = try await client.representatives()
            }
            if output.json { return Output.document(all) }
            var table = Table("REPRESENTATIVES", "STANDING", "ORGANISATION")
            for one in all { table.add(one.representatives.map { "\($0)" } ?? "–", one.standing, one.organisation) }
            table.say(orElse: "No organisation is in the registry.")
        }
    }
}

/// Why an item is not to be public.
struct ZoneReason: ParsableArguments {
    @Option(help: ArgumentHelp("Why, in words for its author; at most 1,024 characters.", valueName: "text"))
    var reason: String

    func validate() throws {
        if !reason.contains(where: { !$0.isWhitespace }) { throw ValidationError("--reason says nothing.") }
    }
}

/// Reports of the public zone as people read them.
enum ZoneText {
    static let states = ["waiting", "published", "returned", "withdrawn", "ended"]
    static let topics = ["threats", "mitigation", "best-practice"]
    static let itemHelp = ArgumentHelp("The item's identifier or its first 6 digits or more.", valueName: "item")

    static func facts(_ item: ZoneItemReport) -> Facts {
        var facts = Facts()
        facts.add("item", item.id)
        facts.add("state", item.isFeatured ? "\(item.state), in front" : item.state)
        facts.add("title", any: item.title.isEmpty ? [] : [item.title])
        facts.add("author", "\(item.author) (\(PlainText.short(item.authorId)))")
        facts.add("topic", any: item.topic.isEmpty ? [] : [item.topic])
        facts.add("decided by", any: item.decider.isEmpty ? [] : ["\(item.decider), \(PlainText.time(item.decided))"])
        facts.add("reason", any: item.reason.isEmpty ? [] : [item.reason])
        return facts
    }

    static func say(_ report: ZoneItemReport, _ output: OutputOptions) {
        if output.json { return Output.document(report) }
        facts(report).say()
    }

    static func say(_ report: ZoneRefusalReport, _ output: OutputOptions) {
        if output.json { return Output.document(report) }
        var facts = facts(report.item)
        switch report.letter {
        case "sent": facts.add("its author", "was told, in item \(PlainText.short(report.letterItem))")
        case "waiting":
            facts.add("its author", "is told by what waits in the outbox: `causeway outgoing`, \(PlainText.short(report.letterItem))")
        case "own": facts.add("its author", "is this organisation")
        default: facts.add("its author", "could not be told: \(report.letterFault) The decision stands.")
        }
        facts.say()
    }

    static func sentence(_ warning: ZoneItemDetail.Warning, _ detail: ZoneItemDetail) -> String {
        switch warning {
        case .looksLike: "the author's name looks like \(detail.looksLike.joined(separator: ", "))"
        case .indicatorsKept: "\(detail.pap): its indicators are in no list for machines"
        case .notPublishable: "it cannot be public now: it has ended, is not in order, or your own rules keep it aside"
        case .refusedByRules: "your own rules say that it is not to be public"
        case .translation: "it is a translation: it shows on the pages of what it translates, and in no list"
        case .reshare: "\(detail.sharedBy) shared it with everyone, and did not write it"
        case .correction: "it corrects an item that was public"
        }
    }
}
