import ArgumentParser
import Exchange

/// `causeway search`
struct Search: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Find objects by their words, values and marks.",
        discussion: """
            All words must be there; "phrases in quotes", beginnings*, -what is not wanted, and fields: type: tlp: author: group: label: \
            value: after: before:. Values are found defanged or not. A search that begins with a minus goes behind --. See docs/search.md.
            """)

    @Argument(help: ArgumentHelp("What to look for.", valueName: "words"))
    var words: [String] = []
    @Option(help: ArgumentHelp("Only objects of this type; several are alternatives.", valueName: "type"))
    var type: [String] = []
    @Option(help: ArgumentHelp("Only items under this mark; several are alternatives.", valueName: "tlp"), completion: .list(tlpWords))
    var tlp: [String] = []
    @Option(help: ArgumentHelp("At most so many.", valueName: "number"))
    var limit: Int = ExchangeLimits.objectsFoundDefault
    @Option(help: ArgumentHelp("Go on where the last page ended.", valueName: "cursor"))
    var cursor: String?
    @Flag(help: "Show the newest first, wherever the words stand.")
    var newest = false
    @Flag(help: "Count what is found by type, mark, author, group, label and month.")
    var facets = false
    @Option(help: ArgumentHelp("Run the search of this name, with the words given here added to it.", valueName: "name"))
    var saved: String?
    @Option(help: ArgumentHelp("Keep the search under this name instead of running it.", valueName: "name"))
    var save: String?
    @Option(help: ArgumentHelp("Remove the search of this name.", valueName: "name"))
    var remove: String?
    @Flag(help: "List the saved searches.")
    var list = false
    @OptionGroup var representative: RepresentativeOptions
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        try checkFound(limit)
        let verbs = [save != nil, remove != nil, list].count { $0 }
        guard verbs <= 1, verbs == 0 || saved == nil else {
            throw ValidationError("--save, --remove, --list and --saved exclude each other.")
        }
        guard verbs == 1 || saved != nil || !query.isEmpty else { throw ValidationError("Say what to look for.") }
    }

    /// The words and options as one search. An argument with spaces was one in quotes of the shell, and means its words.
    private var query: String {
        (words + type.map { "type:\($0)" } + tlp.map { "tlp:\($0)" }).joined(separator: " ")
    }

    func run() async throws {
        let client = node.client()
        if let save { return say(try await client.saveSearch(SearchSaving(name: save, query: query))) }
        if let remove { return say(try await client.removeSearch(remove)) }
        if list { return say(try await client.savedSearches()) }
        let asked = SearchRequest(query, saved: saved, isNewestFirst: newest, limit: limit, cursor: cursor, wantsFacets: facets)
        let report = try await client.search(asked, as: .person(representative.person))
        if output.json { return Output.document(report) }
        var table = Table("TYPE", "MARK", "FROM", "ITEM", "NAME", "TEXT")
        for hit in report.hits { table.add(hit.type, hit.item.tlp, hit.item.author, PlainText.short(hit.item.id), hit.name, hit.snippet) }
        table.say(orElse: "Nothing is found.")
        if let facets = report.facets { say(facets) }
        for note in report.notes { Output.say(PlainText.line(note)) }
        if !report.next.isEmpty { Output.say("More: --cursor \(PlainText.line(report.next))") }
    }

    private func say(_ facets: FacetsReport) {
        Output.say("")
        var lines = Facts()
        for (name, counts) in [
            ("type", facets.type), ("tlp", facets.tlp), ("author", facets.author), ("group", facets.group), ("label", facets.label),
            ("month", facets.month),
        ] { lines.add(name, any: counts.map { "\($0.value) \($0.count)" }) }
        lines.add("counted", "\(facets.isCut ? "the newest " : "")\(facets.counted)\(facets.isCut ? "; there are more" : "")")
        lines.say()
    }

    private func say(_ searches: [SavedSearchReport]) {
        if output.json { return Output.document(searches) }
        var table = Table("NAME", "SAVED", "SEARCH")
        for search in searches { table.add(search.name, PlainText.time(search.saved), search.query) }
        table.say(orElse: "No searches are saved.")
    }
}

/// `causeway objects`
struct Objects: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Show the versions of a STIX object that are here, and the items that carry them.",
        discussion: "With --json each version is there as its author wrote it.")

    @Argument(help: ArgumentHelp("The object's identifier, type--UUID.", valueName: "object"))
    var object: String
    @Option(help: ArgumentHelp("At most so many.", valueName: "number"))
    var limit: Int = ExchangeLimits.objectsFoundDefault
    @OptionGroup var representative: RepresentativeOptions
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { try checkFound(limit) }

    func run() async throws {
        let versions = try await node.client().versions(ofObject: object, limit: limit, as: .person(representative.person))
        if output.json { return Output.document(versions) }
        var table = Table("MODIFIED", "ITEM", "MARK", "FROM", "NAME")
        for version in versions {
            table.add(version.modified, PlainText.short(version.item.id), version.item.tlp, version.item.author, version.name)
        }
        table.say(orElse: "It is not here.")
    }
}

/// `causeway graph`
struct Graph: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(abstract: "Show what lies around a STIX object: references and relationships.")

    @Argument(help: ArgumentHelp("The object's identifier, type--UUID.", valueName: "object"))
    var object: String
    @Option(help: ArgumentHelp("Steps from the object, at most \(ExchangeLimits.graphDepthMax).", valueName: "number"))
    var depth: Int = 1
    @OptionGroup var representative: RepresentativeOptions
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...ExchangeLimits.graphDepthMax).contains(depth) else {
            throw ValidationError("--depth is a number from 1 to \(ExchangeLimits.graphDepthMax).")
        }
    }

    func run() async throws {
        let graph = try await node.client().graph(around: object, depth: depth, as: .person(representative.person))
        if output.json { return Output.document(graph) }
        var names: [String: String] = [:]
        var objects = Table("STEPS", "TYPE", "OBJECT", "NAME")
        for node in graph.nodes {
            names[node.id] = node.name.isEmpty ? node.id : node.name
            objects.add("\(node.distance)", node.type, node.id, node.isHere ? node.name : "(not here)")
        }
        objects.say(orElse: "It is not here.")
        Output.say("")
        var edges = Table("FROM", "CONNECTION", "TO")
        for edge in graph.edges { edges.add(names[edge.from] ?? edge.from, edge.name, names[edge.to] ?? edge.to) }
        edges.say(orElse: "Nothing is connected with it.")
        if graph.isCut { Output.say("There is more than is shown: ask about one of the objects.") }
    }
}

/// `causeway correlate`
struct Correlate: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Show where a value stands, and what organisations say about it.",
        discussion: "An address, network, domain, URL, e-mail address, hash, CVE, technique or file name, defanged or not.")

    @Argument(help: ArgumentHelp("The value.", valueName: "value"))
    var value: String
    @Option(help: ArgumentHelp("At most so many objects.", valueName: "number"))
    var limit: Int = ExchangeLimits.objectsFoundDefault
    @OptionGroup var representative: RepresentativeOptions
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { try checkFound(limit) }

    func run() async throws {
        let report = try await node.client().correlate(value, limit: limit, as: .person(representative.person))
        if output.json { return Output.document(report) }
        var facts = Facts()
        facts.add("value", "\(report.value) (\(report.kind))")
        facts.add("items", report.isOverCorrelating ? "more than \(report.items): it connects nothing" : "\(report.items)")
        if report.items > 0 {
            facts.add("confidence", "\(report.confidence) of 100")
            facts.add("last seen", PlainText.time(report.last))
            facts.add("seen or agreed by", PlainText.count(report.organisationsFor, "organisation"))
            facts.add("disputed by", PlainText.count(report.organisationsAgainst, "organisation"))
        }
        for warning in report.warnings { facts.add("well known", PackText.line(warning)) }
        if report.areWarningsIncomplete { facts.add("note", "Warning lists are still being built; there may be more of them.") }
        facts.say()
        guard !report.hits.isEmpty else { return }
        Output.say("")
        var table = Table("TYPE", "MARK", "FROM", "ITEM", "OBJECT", "NAME")
        for hit in report.hits { table.add(hit.type, hit.item.tlp, hit.item.author, PlainText.short(hit.item.id), hit.id, hit.name) }
        for said in report.reports {
            table.add("\(said.type) \(said.says)", said.item.tlp, said.item.author, PlainText.short(said.item.id), said.id, said.item.title)
        }
        table.say(orElse: "")
        if report.hasMore { Output.say("There are more: --limit.") }
    }
}

/// Refuses a number of objects that no answer has.
private func checkFound(_ limit: Int) throws {
    guard (1...ExchangeLimits.objectsFoundMax).contains(limit) else {
        throw ValidationError("--limit is a number from 1 to \(ExchangeLimits.objectsFoundMax).")
    }
}
