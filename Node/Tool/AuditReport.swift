import Daemon
import Ledger
import Sodium
import Wire

/// What `causeway registry audit` prints.
struct AuditReport: Codable {
    /// A record that every node passes over.
    struct Refused: Codable {
        var position: UInt64
        var reason: String
    }

    var source: String
    /// Whether it is the running node's own copy.
    var isOwn: Bool
    var network: String
    var networkName: String
    var origin: String
    var coordinatorKey: String
    var size: UInt64
    /// In hexadecimal.
    var root: String
    /// Organisations by standing.
    var organisations: [String: Int]
    var nodes: Int
    var refusedCount: Int
    /// The first of them.
    var refused: [Refused]
    var octets: Int
    /// When the coordinator said that this was the newest checkpoint, in ISO 8601; empty if it did not.
    var registryTime: String
    /// Organisations that cosigned the checkpoint, proven by the log itself.
    var cosigners: [String]
    /// As in "3 of 4 witnesses"; empty when no quorum of them cosigned it.
    var quorum: String
    /// By when that quorum had signed, in ISO 8601; empty without one.
    var quorumTime: String
    /// Further signature lines that the log does not prove to be anybody's.
    var linesUnproven: Int
    /// The size at which it was compared with a node's own; `nil` when it was not.
    var comparedSize: UInt64?
    var splitView: SplitView?
    var notProven: [String]

    init(_ outcome: AuditOutcome, of source: String, isOwn: Bool) {
        let findings = outcome.findings
        let registry = findings.registry
        self.source = source
        self.isOwn = isOwn
        network = registry.network.hex
        networkName = registry.genesis.name
        origin = registry.origin
        coordinatorKey = registry.coordinatorKey.octets.hex
        size = findings.checkpoint.size
        root = findings.checkpoint.root.hex
        organisations = [:]
        for organisation in registry.organisations { organisations[organisation.standing.rawValue, default: 0] += 1 }
        nodes = registry.nodes.count
        refusedCount = registry.refusedCount
        refused = findings.refused.map { Refused(position: $0.position, reason: $0.reason.rawValue) }
        octets = findings.octets
        let witnessing = findings.witnessing
        registryTime = witnessing.coordinatorTime.map(PlainText.iso8601) ?? ""
        cosigners = witnessing.cosigners.map(\.hex)
        quorum = witnessing.quorum.map { "\($0.cosigned) of \($0.witnesses) witnesses" } ?? ""
        quorumTime = witnessing.quorum.map { PlainText.iso8601($0.time) } ?? ""
        linesUnproven = witnessing.unproven
        comparedSize = outcome.comparedSize
        splitView = outcome.splitView
        notProven = findings.notProven(isCompared: outcome.comparedSize != nil)
    }

    /// Prints it for people.
    func say() {
        var facts = Facts()
        facts.add("audited", isOwn ? "this node's own copy, of \(source)" : source)
        facts.add("network", "\(networkName), \(network)")
        facts.add("coordinator", "key \(coordinatorKey), as \(origin)")
        facts.add("size", "\(PlainText.count(Int(size), "record")), \(PlainText.octets(octets)) read")
        facts.add("root", root)
        let standings = Standing.allCases.map(\.rawValue).compactMap { standing in organisations[standing].map { "\($0) \(standing)" } }
        facts.add("organisations", standings.isEmpty ? "none" : standings.joined(separator: ", "))
        facts.add("nodes", "\(nodes)")
        facts.add("refused", refusedCount == 0 ? "none" : "\(PlainText.count(refusedCount, "record")), which every node passes over")
        facts.add(
            "freshness",
            registryTime.isEmpty
                ? "not known: the coordinator gave it no time"
                : "time-stamped by the coordinator at \(PlainText.time(registryTime, isLong: true))")
        facts.add(
            "witnesses",
            quorum.isEmpty
                ? "no quorum; \(PlainText.count(cosigners.count, "organisation")) cosigned it"
                : "cosigned by \(quorum) at \(PlainText.time(quorumTime, isLong: true))")
        if linesUnproven > 0 { facts.add("signed beside", "\(PlainText.count(linesUnproven, "line")) of whom the log does not say") }
        if let comparedSize { facts.add("compared", "with the node's own at \(PlainText.count(Int(comparedSize), "record"))") }
        Output.say(
            splitView == nil
                ? "The registry holds. The coordinator signed exactly this:" : "The coordinator signed this, AND ANOTHER REGISTRY:")
        for line in facts.lines { Output.say("  \(line)") }
        for record in refused { Output.say("  refused record \(record.position): \(PlainText.line(record.reason))") }
        if refusedCount > refused.count { Output.say("  and \(refusedCount - refused.count) more") }
        Output.say("It does NOT prove:")
        for sentence in notProven { Output.say("  - \(PlainText.line(sentence))") }
    }
}
