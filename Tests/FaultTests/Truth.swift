import Crypto
import Exchange
import Foundation
import Synchronization
import Testing

/// Real processes that the law is applied to.
protocol FaultyNetwork: Sendable {
    /// All that keep the rules.
    var nodes: [FaultNode] { get }
    /// How many connections each has when all is well.
    var peersMin: Int { get }
    /// What no node may count: of whoever keeps the rules nothing is forged or forked.
    var countersThatStayZero: [String] { get }
    func stopAll() async throws
}

/// What the suite knows by itself of what was shared, and what must therefore be true of every node.
///
/// The record only grows: an attempt is written down before the node is asked, its acknowledgement as soon as the answer is there.
/// Law: what was acknowledged is at every entitled node exactly once and with these octets; what was not acknowledged is there once or
/// not at all; nothing else is there. No journal has two roots at one size, and none of an ended run ever grows.
final class Truth: Sendable {
    struct Attempt: Sendable {
        let title: String
        let author: String
        var entitled: Set<String>
        /// Who was entitled and lost its keys since: it may have the item or not.
        var excused: Set<String> = []
        let content: [UInt8]
        let digest: String
        /// The item's identifier, once the node acknowledged it.
        var id: String?
    }

    private struct State {
        var attempts: [Attempt] = []
        /// Own journals of runs that ended: nobody may add to them.
        var closed: [String: NodeDatabase.Journal] = [:]
    }

    private let state = Mutex(State())

    /// To whom a scenario shares.
    enum Audience: CaseIterable, Sendable {
        case group
        case members
        case everyone

        func request(group: String) -> ShareRequest {
            switch self {
            case .group: ShareRequest(to: .group(group), tlp: "amber")
            case .members: ShareRequest(to: .members, tlp: "green")
            case .everyone: ShareRequest(to: .everyone, tlp: "clear")
            }
        }

    }

    /// Who may have what is shared with an audience, by the names of nodes.
    private let entitled: [Audience: Set<String>]
    private let group: String

    init(
        group: String = FaultNetwork.group,
        entitled: [Audience: Set<String>] = [
            .group: ["bank", "telco"], .members: ["coordinator", "bank", "telco"], .everyone: ["coordinator", "bank", "telco"],
        ]
    ) {
        self.group = group
        self.entitled = entitled
    }

    var acknowledged: [Attempt] { state.withLock { $0.attempts.filter { $0.id != nil } } }

    var attempts: [Attempt] { state.withLock(\.attempts) }

    /// Has a node share something new; tells whether it was acknowledged, and the refusal's code if it was refused.
    @discardableResult
    func share(at node: FaultNode, to audience: Audience = .group, octets: Int = 600) async -> String? {
        let title = "Item \(UUID().uuidString)"
        let content = bundle(title, padding: octets)
        let attempt = Attempt(
            title: title, author: node.name, entitled: entitled[audience] ?? [], content: content, digest: digest(of: content), id: nil)
        let index = state.withLock { state in
            state.attempts.append(attempt)
            return state.attempts.count - 1
        }
        do throws(OperationError) {
            let report = try await node.client.share(content, audience.request(group: group))
            state.withLock { $0.attempts[index].id = report.id }
            return nil
        } catch {
            return error.code
        }
    }

    /// Shares until it is acknowledged; for scenarios that need an item and no fault.
    func shareSurely(at node: FaultNode, to audience: Audience = .group, octets: Int = 600) async throws {
        var last = ""
        try await eventually("\(node.name) shares; last refusal: \(last)") {
            guard let code = await self.share(at: node, to: audience, octets: octets) else { return true }
            last = code
            return false
        }
    }

    /// Shares as an operator's script does, with the tool's own exit code.
    func shareByTool(at node: FaultNode) async throws {
        let title = "Item \(UUID().uuidString)"
        let content = bundle(title, padding: 600)
        let file = NSTemporaryDirectory() + "causeway-item-\(UUID().uuidString).json"
        try Data(content).write(to: URL(fileURLWithPath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        let attempt = Attempt(
            title: title, author: node.name, entitled: entitled[.group] ?? [], content: content, digest: digest(of: content), id: nil)
        let index = state.withLock { state in
            state.attempts.append(attempt)
            return state.attempts.count - 1
        }
        let answer = try await BuiltTool.run(
            ["share", file, "--group", group, "--tlp", "amber", "--data", node.directory, "--json"],
            passphraseFile: node.passphraseFile)
        guard answer.exitCode == 0, let id = answer.member("id") else { throw FaultError("share was refused: \(answer.errors)") }
        state.withLock { $0.attempts[index].id = id }
    }

    // MARK: - Checks

    /// Waits until every acknowledged item is at every entitled node and nothing is on its way any more, then holds all nodes to the law.
    func check(_ network: some FaultyNetwork, _ when: String = "") async throws {
        for node in network.nodes {
            do {
                try await eventually("\(node.name) is level \(when)") { try await self.lacks(node, network) == nil }
            } catch {
                throw FaultError("\(error): \(try await lacks(node, network) ?? "it is just now")")
            }
        }
        for node in network.nodes { try await checkItems(at: node, network) }
    }

    /// What a node still lacks to be level with what was acknowledged, in words; `nil` when it is level.
    private func lacks(_ node: FaultNode, _ network: some FaultyNetwork) async throws -> String? {
        guard let status = try? await node.client.status() else { return "it does not answer" }
        guard status.unopened == 0, status.bodiesMissing == 0, status.journalsBehind == 0,
            status.peersConnected >= network.peersMin
        else {
            return "\(status.unopened) unopened, \(status.bodiesMissing) bodies missing, \(status.journalsBehind) journals behind, "
                + "\(status.peersConnected) peers connected; counters \(status.counters)"
        }
        let states = Dictionary(try await items(at: node).map { ($0.id, $0.state) }) { first, _ in first }
        let missing = acknowledged.filter { $0.entitled.contains(node.name) && states[$0.id ?? ""] != "shown" }
        guard let first = missing.first, let id = first.id else { return nil }
        return "\(missing.count) items are not shown, such as \(first.author)'s \(id) of \(first.content.count) octets, "
            + "which is \(states[id] ?? "not there"); \(status.ciphertexts) entries unreadable; counters \(status.counters)"
    }

    private func items(at node: FaultNode) async throws -> [ItemReport] {
        try await node.client.items(group: nil, limit: FaultLimits.itemsListedMax, as: nil)
    }

    private func checkItems(at node: FaultNode, _ network: some FaultyNetwork) async throws {
        let items = try await items(at: node)
        let attempts = attempts
        let byTitle = Dictionary(grouping: items, by: \.title)
        for attempt in attempts {
            let found = byTitle[attempt.title] ?? []
            if attempt.excused.contains(node.name) {
                #expect(found.count <= 1)
                continue
            }
            guard attempt.entitled.contains(node.name) else {
                #expect(found.isEmpty, "\(node.name) has an item that is not for it")
                continue
            }
            if let id = attempt.id {
                #expect(found.map(\.id) == [id], "\(attempt.author)'s acknowledged item \(id) is \(found.count) times at \(node.name)")
            } else {
                #expect(found.count <= 1, "an item that was not acknowledged is \(found.count) times at \(node.name)")
            }
            for item in found {
                let octets = try await node.client.content(of: item.id, as: nil)
                #expect(digest(of: octets) == attempt.digest, "item \(item.id) has other octets at \(node.name)")
            }
        }
        let titles = Set(attempts.map(\.title))
        #expect(items.allSatisfy { titles.contains($0.title) }, "\(node.name) has an item that nobody shared")
        let counters = try await node.client.status().counters
        for name in network.countersThatStayZero {
            #expect(counters[name] == nil, "\(node.name) counts \(name)")
        }
    }

    /// Stops everybody and reads the databases: sound, level, one root for each journal and size.
    func checkDisks(_ network: some FaultyNetwork) async throws {
        try await network.stopAll()
        var seen: [String: (name: String, journal: NodeDatabase.Journal)] = [:]
        for node in network.nodes {
            #expect(try node.database.faults() == [], "the database of \(node.name)")
            for (id, journal) in try node.database.journals() {
                if let other = seen[id] {
                    let size = min(journal.size, other.journal.size)
                    #expect(
                        journal.root(at: size) == other.journal.root(at: size), "\(node.name) and \(other.name) hold two roots of \(id)")
                    #expect(journal.size == other.journal.size, "\(node.name) and \(other.name) are not level in \(id)")
                }
                seen[id] = (node.name, journal)
            }
        }
        for (id, closed) in state.withLock(\.closed) {
            let present = try #require(seen[id], "a journal of an ended run is gone").journal
            #expect(present.size == closed.size, "a journal of an ended run grew from \(closed.size) to \(present.size)")
            #expect(present.root(at: closed.size) == closed.root(at: closed.size), "a journal of an ended run has another root")
        }
    }

    /// The node lost its database, and with it the keys of what was shared so far.
    func excuse(_ node: FaultNode) {
        state.withLock { state in
            for index in state.attempts.indices where state.attempts[index].entitled.remove(node.name) != nil {
                state.attempts[index].excused.insert(node.name)
            }
        }
    }

    /// The run of a node ended: its journals are what they are, for ever. Gives how many it has.
    @discardableResult
    func close(_ node: FaultNode) throws -> Int {
        let journals = try node.database.journals()
        let own = node.identifier.uppercased()
        let mine = journals.values.filter { $0.node == own }
        state.withLock { state in
            for journal in mine where state.closed[journal.id] == nil { state.closed[journal.id] = journal }
        }
        return mine.count
    }
}

/// SHA-256, as hexadecimal digits.
func digest(of octets: [UInt8]) -> String { SHA256.hash(data: octets).map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined() }

/// A STIX bundle with one report of this title and about so many octets.
func bundle(_ title: String, padding: Int) -> [UInt8] {
    let identity = "identity--\(UUID().uuidString.lowercased())"
    return Array(
        """
        {"type": "bundle", "id": "bundle--\(UUID().uuidString.lowercased())", "objects": [
          {"type": "identity", "spec_version": "2.1", "id": "\(identity)", "created": "2026-01-01T00:00:00.000Z",
           "modified": "2026-01-01T00:00:00.000Z", "name": "Test organisation"},
          {"type": "report", "spec_version": "2.1", "id": "report--\(UUID().uuidString.lowercased())",
           "created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-01T00:00:00.000Z", "name": "\(title)",
           "published": "2026-01-01T00:00:00Z", "object_refs": ["\(identity)"],
           "description": "\(String(repeating: "x", count: padding))"}]}

        """.utf8)
}
