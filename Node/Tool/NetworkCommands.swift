import ArgumentParser
import Exchange

/// `causeway members`
struct Members: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(abstract: "List the organisations in the registry and their nodes.")

    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let members = try await node.client().members()
        if output.json { return Output.document(members) }
        var table = Table("ORGANISATION", "SECTOR", "STANDING", "ID", "NODES")
        for member in members {
            let nodes = member.nodes.map { node in
                var text = PlainText.short(node.id)
                if node.role != "member" { text += " \(node.role)" }
                if !node.endpoints.isEmpty { text += " at \(node.endpoints.joined(separator: " "))" }
                if node.state != "current" { return text + " (\(node.state))" }
                return node.hasSubkey ? text : text + " (no key yet)"
            }
            table.add(member.organisation, member.sector, member.standing, member.id, nodes.joined(separator: ", "))
        }
        table.say(orElse: "The registry is empty here: the node has not fetched it yet.")
    }
}

/// `causeway peers`
struct Peers: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        abstract: "List the connections to other nodes, and what was refused of them and why.",
        discussion: """
            Below the table stands for each node what holds now ("until" says how long), and what happened in this run of the node: messages and \
            entries that were refused, and why connections were closed. An honest node may have a line or two there, after a restart or a \
            broken line; one that comes again is worth a question to its operator.
            """)

    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Also nodes that are not connected now, as far as something is remembered of them.")
    var all = false

    func run() async throws {
        let peers = try await node.client().peers(all: all)
        if output.json { return Output.document(peers) }
        var table = Table("ORGANISATION", "NODE", "ADDRESS", "DIRECTION", "SESSION", "SINCE", "NEW", "AGAIN", "BEHIND", "AGENT")
        for peer in peers {
            table.add(
                peer.organisation, PlainText.short(peer.node), peer.address, peer.direction, peer.session, peer.connectedSince,
                "\(peer.entriesReceived)", "\(peer.entriesRepeated)", "\(peer.journalsBehind)", peer.agent)
        }
        table.say(orElse: "No connections: see `peers` in the settings, and the log.")
        for line in PeerRemarks(peers).lines { Output.say(line) }
    }
}

/// What was noticed of peers, as lines of text: one heading for each node of which there is something to say.
struct PeerRemarks {
    private let peers: [PeerReport]

    init(_ peers: [PeerReport]) { self.peers = peers.filter { !$0.remarks.isEmpty } }

    var lines: [String] {
        peers.flatMap { peer in
            ["", PlainText.line("\(peer.organisation), node \(PlainText.short(peer.node)):")] + peer.remarks.map { "  " + Self.line($0) }
        }
    }

    private static func line(_ remark: PeerRemark) -> String {
        var line = remark.sentence
        if remark.count > 1 { line += " \(remark.count) times." }
        if !remark.last.isEmpty { line += " Last at \(remark.last)." }
        if !remark.until.isEmpty { line += " Until \(remark.until)." }
        return PlainText.line(line)
    }
}

/// `causeway forks`
struct Forks: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        abstract: "List journals of which a node signed two versions.",
        discussion: """
            Two checkpoints prove it, and nobody but the holder of the node's key can have made them: its machine was resumed twice from one \
            image of its memory, or it deceives. One fork in a group has no further consequence. After two in one group nothing more is taken of \
            the node, until it has a new key or you pardon it.
            """)

    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    @Option(
        help: ArgumentHelp(
            "Let what is known of this organisation's forks count no more: its name or identifier.", valueName: "organisation"))
    var pardon: String?

    func run() async throws {
        let client = node.client()
        let forks = if let pardon { try await client.pardon(pardon) } else { try await client.forks() }
        if output.json { return Output.document(forks) }
        var table = Table("ORGANISATION", "NODE", "JOURNAL", "ENTRIES", "COUNTS", "TAKEN")
        for fork in forks {
            table.add(
                fork.organisation, PlainText.short(fork.node), PlainText.short(fork.journal), "\(fork.firstSize) and \(fork.secondSize)",
                fork.isPardoned ? "pardoned" : "yes", fork.isSuspended ? "nothing of this node" : "everything else")
        }
        table.say(orElse: "No forked journal is known here.")
    }
}
