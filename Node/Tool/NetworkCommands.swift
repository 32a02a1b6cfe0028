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
    static let configuration = CommandConfiguration(abstract: "List the open connections to other nodes.")

    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let peers = try await node.client().peers()
        if output.json { return Output.document(peers) }
        var table = Table("ORGANISATION", "NODE", "ADDRESS", "DIRECTION", "SESSION", "BEHIND", "AGENT")
        for peer in peers {
            table.add(
                peer.organisation, PlainText.short(peer.node), peer.address, peer.direction, peer.session, "\(peer.journalsBehind)",
                peer.agent)
        }
        table.say(orElse: "No connections: see `peers` in the settings, and the log.")
    }
}

/// `causeway status`
struct Status: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(abstract: "Show the node at a glance.")

    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let status = try await node.client().status()
        if output.json { return Output.document(status) }
        var facts = Facts()
        facts.add("organisation", "\(status.organisation) (\(status.standing)), \(status.organisationId)")
        facts.add("node", "\(status.node), \(status.role)")
        facts.add("network", "\(status.networkName), \(status.network)")
        facts.add("registry", PlainText.count(Int(clamping: status.registrySize), "record"))
        facts.add("listens on", status.listen.isEmpty ? "nowhere; it dials out" : status.listen)
        facts.add("peers", "\(status.peersConnected) connected, \(PlainText.count(status.journalsBehind, "journal")) behind")
        facts.add("groups", "\(status.groups)")
        facts.add("items", "\(status.items) readable, of \(status.entries) entries; \(status.ciphertexts) cannot be opened here")
        if status.unopened + status.bodiesMissing > 0 {
            facts.add("on the way", "\(status.unopened) entries to open, \(status.bodiesMissing) bodies to fetch")
        }
        facts.add("database", PlainText.octets(Int(clamping: status.databaseBytes)))
        facts.add(
            "certificate", status.certificateDaysLeft < 0 ? "has ended" : "\(PlainText.count(status.certificateDaysLeft, "day")) left")
        facts.add("running", "\(PlainText.duration(seconds: status.uptimeSeconds)), version \(status.version)")
        for (name, count) in status.counters.sorted(by: { $0.key < $1.key }) where count != 0 { facts.add(name, "\(count)") }
        for warning in status.warnings { facts.add("LOOK AT", warning) }
        facts.say()
    }
}
