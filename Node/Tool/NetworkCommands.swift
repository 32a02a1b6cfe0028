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
