import ArgumentParser
import Exchange
import Ledger
import Wire

/// `causeway verify`
struct Verify: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Check a public item or a proof file, and say what it proves and what it does not.",
        discussion: """
            Trusts nobody: not the site, not the network. Give the address of a public item as it stands in a browser (its page, bundle.json or \
            proof.json, at a zone or at a copy of one): the proof is fetched and checked, must be that item's, and the bundle must be, octet for \
            octet, what the author signed. Or give a proof file, which needs nothing else; or bundle.json, the page or the folder of an item in a \
            published folder. With --network it must be about the network you mean. Exit code 1 when anything does not hold.
            """)

    @Argument(
        help: ArgumentHelp("The address of a public item, or a file such as `causeway export --proof` wrote.", valueName: "item"),
        completion: .file())
    var item: String
    @Option(help: ArgumentHelp("The network's identifier as you know it: 64 hexadecimal digits.", valueName: "identifier"))
    var network: String?
    @OptionGroup var output: OutputOptions

    /// What `--json` prints.
    struct Report: Codable {
        var item: String
        var organisation: String
        var organisationId: String
        var standing: String
        var node: String
        var network: String
        var networkName: String
        var registrySize: UInt64
        var group: String
        var position: UInt64
        var claimedTime: String
        var octets: UInt64
        /// "absent", "plain", "sealed" or "opened".
        var content: String
        /// Where the proof was read: an address or a path.
        var source: String
        /// Where the bundle was read that is what the author signed; empty when only a proof was named.
        var bundle: String
        /// Of an item that shares another one again, which one and who wrote it; `nil` for the author's own.
        var original: Original?
        /// When the coordinator said so of the registry, ISO 8601; empty when the file does not show it.
        var registryTime: String
        /// Admitted organisations that cosigned the registry's checkpoint, as far as the file proves it.
        var cosigners: [String]
        /// "3 of 5 witnesses" when the file proves that a quorum signed; empty otherwise.
        var quorum: String
        var notProven: [String]

        /// An item that was shared again.
        struct Original: Codable {
            var item: String
            var organisation: String
            var organisationId: String
        }
    }

    /// What was found, and of which octets from where.
    struct Outcome {
        var findings: ProofFindings
        /// What the bundle was compared with; `nil` when there was none.
        var proven: ProvenItem?
        var source: ProofSource
    }

    func run() async throws {
        var expected: NetworkID?
        if let network {
            guard let identifier = NetworkID(hex: network.lowercased()) else {
                throw ValidationError("--network is 64 hexadecimal digits.")
            }
            expected = identifier
        }
        let outcome = try Self.judge(try await ProofSource.gather(item), expecting: expected)
        if output.json { return Output.document(Self.report(outcome)) }
        Self.say(outcome)
    }

    /// Checks everything that was gathered. Throws the first thing that does not hold.
    static func judge(_ source: ProofSource, expecting network: NetworkID?) throws(OperationError) -> Outcome {
        let findings: ProofFindings
        do throws(ProofError) {
            findings = try ProofFile(source.proof).verify(expecting: network)
        } catch {
            throw refusal(error)
        }
        if let item = source.item, item != findings.item.hex {
            throw OperationError(
                code: "another-item", reason: "\(source.place) is the proof of another item, \(findings.item.hex).",
                remedy: "Do not rely on this site: a proof says nothing of an item that it is not about.")
        }
        guard let bundle = source.bundle else { return Outcome(findings: findings, proven: nil, source: source) }
        let proven = try ProvenItem(findings)
        try proven.check(bundle, from: source.bundlePlace)
        return Outcome(findings: findings, proven: proven, source: source)
    }

    private static func say(_ outcome: Outcome) {
        let findings = outcome.findings
        var facts = Facts()
        facts.add("item", findings.item.hex)
        facts.add("proof from", outcome.source.place)
        if let proven = outcome.proven {
            facts.add("bundle", "octet for octet what the author signed: \(outcome.source.bundlePlace)")
            if let original = proven.original {
                facts.add(
                    "shares again", "item \(original.item.hex), written by \(original.organisation.name), \(original.organisation.id)")
            }
        }
        facts.add("written by", "\(findings.organisation.name), organisation \(findings.organisation.id)")
        facts.add("with node", "\(findings.node.id), whose key signed the journal it stands in")
        facts.add("in network", "\(findings.networkName), \(findings.network)")
        facts.add(
            "standing", "\(findings.organisation.standing.rawValue), by the records in the file of a registry of \(findings.registrySize)")
        if let time = findings.witnessing.coordinatorTime {
            facts.add("registry", "time-stamped by the coordinator at \(PlainText.time(PlainText.iso8601(time), isLong: true))")
        }
        if let quorum = findings.witnessing.quorum {
            let time = PlainText.time(PlainText.iso8601(quorum.time), isLong: true)
            facts.add("witnesses", "cosigned by \(quorum.cosigned) of \(quorum.witnesses) witnesses at \(time)")
        } else if !findings.witnessing.cosigners.isEmpty {
            facts.add("cosigned by", "\(findings.witnessing.cosigners.count) admitted organisations")
        }
        facts.add("for group", findings.journal.group.hex)
        facts.add("place", "entry \(findings.position) of at least \(findings.journalSize)")
        let claimed = PlainText.time(iso(findings.header.time), isLong: true)
        facts.add("claimed time", "\(claimed), \(findings.isTimeInsideCertificate ? "inside" : "OUTSIDE") the certificate's dates")
        facts.add("content", "\(PlainText.octets(Int(clamping: findings.bodyLength))), \(contentSentence(findings.content))")
        Output.say("The proof holds. It proves:")
        for line in facts.lines { Output.say("  \(line)") }
        Output.say("It does NOT prove:")
        for sentence in findings.notProven { Output.say("  - \(PlainText.line(sentence))") }
    }

    private static func contentSentence(_ content: ProofContent) -> String {
        switch content {
        case .absent: "not in the file"
        case .plain: "in the file, never sealed"
        case .sealed: "in the file, sealed"
        case .opened: "in the file, with the key that opens it"
        }
    }

    static func report(_ outcome: Outcome) -> Report {
        let findings = outcome.findings
        let content =
            switch findings.content {
            case .absent: "absent"
            case .plain: "plain"
            case .sealed: "sealed"
            case .opened: "opened"
            }
        return Report(
            item: findings.item.hex, organisation: findings.organisation.name, organisationId: findings.organisation.id.hex,
            standing: findings.organisation.standing.rawValue, node: findings.node.id.hex, network: findings.network.hex,
            networkName: findings.networkName, registrySize: findings.registrySize, group: findings.journal.group.hex,
            position: findings.position, claimedTime: iso(findings.header.time), octets: findings.bodyLength, content: content,
            source: outcome.source.place, bundle: outcome.source.bundlePlace,
            original: outcome.proven?.original.map { first in
                Report.Original(
                    item: first.item.hex, organisation: first.organisation.name, organisationId: first.organisation.id.hex)
            },
            registryTime: findings.witnessing.coordinatorTime.map(PlainText.iso8601) ?? "",
            cosigners: findings.witnessing.cosigners.map(\.hex),
            quorum: findings.witnessing.quorum.map { "\($0.cosigned) of \($0.witnesses) witnesses" } ?? "",
            notProven: findings.notProven)
    }

    /// A minute as ISO 8601.
    private static func iso(_ minute: Minute) -> String { PlainText.iso8601(UInt64(minute.rawValue) * 60) }

    /// The refusal; its code is the error's name in the specification.
    private static func refusal(_ error: ProofError) -> OperationError {
        let reason: String =
            switch error {
            case .proofTooLong: "it is longer than a proof may be"
            case .proofMalformed(let member): member.isEmpty ? "it is no proof file" : "`\(member)` is missing or not what it has to be"
            case .proofVersion: "it is of another kind or a later version"
            case .networkMismatch: "the genesis record in it is another network's than it says"
            case .networkUnexpected: "it is about another network than the one you named"
            case .genesisRefused: "its genesis record is not valid"
            case .registryCheckpoint: "its registry checkpoint is not signed by the network's coordinator"
            case .recordOrder: "its registry records are not in order"
            case .recordNotIncluded(let position): "record \(position) does not stand in the registry"
            case .recordRefused(_, let position): "record \(position) is not valid in the registry"
            case .writerUnknown: "no record in it is about the writer"
            case .writerNotAdmitted: "the writer's organisation was never admitted"
            case .headerMalformed: "the entry's header cannot be read"
            case .journalMismatch: "the entry belongs to another journal"
            case .registryTooSmall: "the entry was written after the registry in the file"
            case .journalCheckpoint: "its journal checkpoint is not signed by the writer's node"
            case .entryNotIncluded: "the entry does not stand in the journal"
            case .bodyMismatch: "the content is not the one that was signed"
            case .keyWithoutSealedBody: "it holds a key but nothing that the key could open"
            case .keyMismatch: "the key in it does not open the content"
            }
        return OperationError(
            code: error.name, reason: "The proof does not hold: \(reason). Do not rely on it.", remedy: "")
    }
}
