import Crypto
import Ledger
import Policy
import Sodium
import Testing
import Vectors
import Wire

@testable import Groups

/// The refusal's name in the specification: the case without what it carries.
private func name(of error: any Error) -> String { String(String(describing: error).prefix { $0 != "(" }) }

/// Runs a vector's case and compares its outcome with what the vector expects.
private func check(_ vector: VectorFile, _ body: () throws -> Void) {
    do {
        try body()
        #expect(vector.expect == "success", "\(vector.name) was accepted")
    } catch let error as VectorError {
        Issue.record("\(error)")
    } catch {
        #expect(name(of: error) == vector.expect, "\(vector.name)")
    }
}

extension VectorFile {
    fileprivate func identifier<T: Identifier>(_ key: String) throws -> T { try #require(T(try octets(key) as [UInt8])) }

    fileprivate func identifiers<T: Identifier>(_ key: String) throws -> [T] { try list(key).map { try #require(T($0)) } }

    fileprivate func key(_ key: String) throws -> SymmetricKey { SymmetricKey(data: try octets(key)) }

    fileprivate func keys(_ key: String) throws -> [VerifyingKey] {
        try list(key).map { try VerifyingKey(try #require(Octets32($0))) }
    }
}

/// The registry of a vector: three parallel lists.
private struct VectorDirectory: NodeDirectory {
    let nodes: [NodeID]
    let organisations: [OrganisationID]
    let keys: [VerifyingKey]

    init(_ vector: VectorFile) throws {
        nodes = try vector.identifiers("directory-node")
        organisations = try vector.identifiers("directory-organisation")
        keys = try vector.keys("directory-key")
    }

    func operationKeys(of node: NodeID) -> [VerifyingKey] { nodes.indices.filter { nodes[$0] == node }.map { keys[$0] } }

    func organisation(ofNode node: NodeID) -> OrganisationID? { nodes.firstIndex(of: node).map { organisations[$0] } }
}

struct VectorTests {
    @Test("Every subkey vector ends as it says")
    func subkeys() throws {
        for vector in try VectorFile.all(in: "subkey") {
            check(vector) {
                let statement = try SubkeyStatement(
                    verifying: try vector.octets("body")[...], network: try vector.identifier("network"),
                    node: try vector.identifier("node"), keys: try vector.keys("operation-key"))
                #expect(try statement.publicKey == vector.octets("public-key"))
                #expect(try UInt64(statement.notBefore.rawValue) == vector.number("not-before"))
                #expect(try UInt64(statement.notAfter.rawValue) == vector.number("not-after"))
            }
        }
    }

    @Test("Every envelope and content vector ends as it says")
    func envelopes() throws {
        for vector in try VectorFile.all(in: "envelope") {
            check(vector) { vector.name.hasPrefix("content-") ? try content(vector) : try envelope(vector) }
        }
    }

    private func envelope(_ vector: VectorFile) throws {
        let prefix = EntryPrefix(
            kind: try #require(EntryKind(rawValue: UInt8(try vector.number("kind")))), journal: try vector.identifier("journal"),
            salt: try vector.octets("salt"), epoch: try vector.identifier("epoch"), step: UInt16(try vector.number("step")),
            registrySize: try vector.number("registry-size"), time: Minute(UInt32(try vector.number("time"))),
            keepUntil: Minute(UInt32(try vector.number("keep-until"))))
        #expect(try prefix.encoded() == vector.octets("prefix"))
        let (network, stepKey): (NetworkID, SymmetricKey) = (try vector.identifier("network"), try vector.key("step-key"))
        let secret = Envelope.itemSecret(prefix: prefix, network: network, stepKey: stepKey).withUnsafeBytes { [UInt8]($0) }
        #expect(try secret == vector.octets("item-secret"))
        let opened = try Envelope.open(
            try vector.octets("body"), commitment: try vector.octets("commitment"), prefix: prefix, network: network, stepKey: stepKey)
        #expect(try Hash(sha256: opened) == vector.identifier("content-hash"))
        let sealed = try Envelope.seal(opened, prefix: prefix, network: network, stepKey: stepKey)
        #expect(try sealed.commitment == vector.octets("commitment"))
        #expect(try sealed.body == vector.octets("body"))
    }

    private func content(_ vector: VectorFile) throws {
        let content = try ItemContent(decoding: try vector.octets("content")[...])
        #expect(try content.encoded() == vector.octets("content"))
        #expect(try UInt64(content.kind.rawValue) == vector.number("kind"))
        #expect(try UInt64(content.tlp.rawValue) == vector.number("tlp"))
        #expect(try UInt64(content.pap?.rawValue ?? 0) == vector.number("pap"))
        #expect(try Array(content.title.utf8) == vector.octets("title"))
        #expect(try Array(content.mediaType.utf8) == vector.octets("media-type"))
        #expect(try content.created == vector.number("created"))
        #expect(try content.data == vector.octets("data"))
        let people = content.recipients.flatMap { recipient in recipient.people.map { (recipient.organisation.array, Array($0.utf8)) } }
        #expect(people.map(\.0) == vector.list("recipient"))
        #expect(people.map(\.1) == vector.list("person"))
        if content.terms == .none {
            #expect(vector.list("expires").isEmpty)
        } else {
            #expect(try content.terms.expires == vector.number("expires"))
            #expect(try UInt64(content.terms.resharing.rawValue) == vector.number("reshare"))
            #expect(try UInt64(content.terms.attribution.rawValue) == vector.number("attribution"))
            #expect(try content.terms.replaces?.array ?? [] == vector.octets("replaces"))
        }
        let (withdrawal, receipts, contribution) = (content.withdrawal, content.receipts, content.contribution)
        #expect(withdrawal.map { [$0.target.array] } ?? [] == vector.list("target"))
        #expect(withdrawal.map { [$0.successor?.array ?? []] } ?? [] == vector.list("successor"))
        #expect(receipts?.receipts.map(\.item.array) ?? [] == vector.list("item"))
        #expect(receipts?.receipts.map { big($0.applied) } ?? [] == vector.list("applied"))
        #expect(contribution.map { [$0.wanted.array] } ?? [] == vector.list("wanted"))
        #expect(contribution.map { [$0.content.encoded()] } ?? [] == vector.list("inner"))
    }

    @Test("Every epoch and step vector ends as it says")
    func epochs() throws {
        for vector in try VectorFile.all(in: "epoch") {
            check(vector) { vector.name.hasPrefix("step-") ? try step(vector) : try epoch(vector) }
        }
    }

    private func epoch(_ vector: VectorFile) throws {
        let opening = try EpochOpening(decoding: try vector.octets("body")[...], tag: try vector.identifier("tag"))
        #expect(try opening.encoded() == vector.octets("body"))
        for seed in vector.list("subkey-seed") {
            var seed = seed
            let subkey = try Subkey(seed: SecretOctets(moving: &seed))
            let key = try opening.receive(network: try vector.identifier("network"), subkeys: [subkey])
            #expect(try key.id == vector.identifier("epoch-id"))
            #expect(try key.firstKey == vector.key("epoch-key"))
            #expect(try UInt64(key.startHour) == vector.number("start-hour"))
            #expect(opening.isFor(try vector.identifiers("node"), key: key))
        }
    }

    private func step(_ vector: VectorFile) throws {
        var epoch = try EpochKey(
            id: try filled(1), network: try vector.identifier("network"), tag: try vector.identifier("tag"), startHour: 0,
            firstStep: UInt16(try vector.number("first-step")), key: try vector.key("first-key"))
        let key = try epoch.stepKey(UInt16(try vector.number("step")))
        #expect(try key == vector.key("step-key"))
    }

    @Test("Every grant vector ends as it says")
    func grants() throws {
        for vector in try VectorFile.all(in: "grant") { check(vector) { try grant(vector) } }
    }

    private func grant(_ vector: VectorFile) throws {
        let grant = try Grant(decoding: try vector.octets("body")[...], tag: try vector.identifier("tag"))
        #expect(try grant.encoded() == vector.octets("body"))
        let network: NetworkID = try vector.identifier("network")
        var keys: [EpochKey] = []
        for seed in vector.list("subkey-seed") {
            var seed = seed
            keys.append(try grant.receive(network: network, subkeys: [try Subkey(seed: SecretOctets(moving: &seed))]))
        }
        if !vector.list("first-key").isEmpty {
            let held = try EpochKey(
                id: try vector.identifier("epoch"), network: network, tag: try vector.identifier("tag"),
                startHour: UInt32(try vector.number("start-hour")), firstStep: UInt16(try vector.number("first-step")),
                key: try vector.key("first-key"))
            try grant.check(against: held)
            keys.append(held)
        }
        let nodes: [NodeID] = try vector.identifiers("node")
        for key in keys {
            var key = key
            #expect(try key.stepKey(UInt16(try vector.number("step"))) == vector.key("step-key"))
            #expect(grant.isFor(nodes, key: key) == !nodes.isEmpty)
        }
        #expect(!keys.isEmpty)
    }

    @Test("Every complaint vector ends as it says")
    func complaints() throws {
        for vector in try VectorFile.all(in: "complaint") {
            check(vector) {
                let complaint = try Complaint(decoding: try vector.octets("body")[...])
                #expect(try complaint.encoded() == vector.octets("body"))
                #expect(try complaint.epoch == vector.identifier("epoch"))
                #expect(try complaint.subkey == vector.identifier("subkey-hash"))
                var seed = try vector.octets("subkey-seed")
                #expect(try complaint == Complaint(epoch: complaint.epoch, subkey: Subkey(seed: SecretOctets(moving: &seed))))
            }
        }
    }

    @Test("Every tag vector ends as it says")
    func tags() throws {
        for vector in try VectorFile.all(in: "tag") {
            check(vector) {
                let network: NetworkID = try vector.identifier("network")
                let sector = vector.list("sector").first.map { String(decoding: $0, as: UTF8.self) }
                let tag =
                    sector.map { sectorTag(of: network, sector: $0) }
                    ?? (vector.name == "public" ? publicTag(of: network) : communityTag(of: network))
                #expect(try tag == vector.identifier("tag"))
            }
        }
    }

    @Test("Every charter, operation, document and fold vector ends as it says")
    func rosters() throws {
        for vector in try VectorFile.all(in: "roster") {
            check(vector) {
                switch vector.name.prefix(while: { $0 != "-" }) {
                case "charter": try charter(vector)
                case "operation": try operation(vector)
                case "document": try document(vector)
                default: try fold(vector)
                }
            }
        }
    }

    private func charter(_ vector: VectorFile) throws {
        let charter = try Charter(
            verifying: try vector.octets("charter")[...], network: try vector.identifier("network"),
            directory: try VectorDirectory(vector))
        #expect(try charter.hash == vector.identifier("charter-hash"))
        #expect(try charter.statement.tag == vector.identifier("tag"))
        #expect(try Array(charter.statement.name.utf8) == vector.octets("name"))
        #expect(try charter.statement.founder == vector.identifier("founder"))
        #expect(try UInt64(charter.statement.kind.rawValue) == vector.number("kind"))
        #expect(try UInt64(charter.statement.history.rawValue) == vector.number("history"))
        #expect(try UInt64(charter.statement.mailboxDays) == vector.number("mailbox-days"))
        #expect(try UInt64(charter.statement.electing) == vector.number("electing"))
        #expect(charter.statement.asksForReceipts == !vector.list("receipts").isEmpty)
        #expect(try charter.statement.organisations == vector.identifiers("organisation"))
    }

    private func operation(_ vector: VectorFile) throws {
        let directory = try VectorDirectory(vector)
        let network: NetworkID = try vector.identifier("network")
        let charter = try Charter(verifying: try vector.octets("charter")[...], network: network, directory: directory)
        let operation = try RosterOperation(
            verifying: try vector.octets("operation")[...], of: charter, network: network, directory: directory)
        #expect(try operation.hash == vector.identifier("operation-hash"))
        #expect(try UInt64(operation.verb.rawValue) == vector.number("verb"))
        #expect(try operation.organisation == vector.identifier("organisation"))
        #expect(try operation.signerOrganisation == vector.identifier("signer-organisation"))
        #expect(try operation.seen == vector.identifiers("seen"))
    }

    private func document(_ vector: VectorFile) throws {
        let document = try RosterDocument(decoding: try vector.octets("document")[...])
        #expect(try document.encoded() == vector.octets("document"))
    }

    private func fold(_ vector: VectorFile) throws {
        let directory = try VectorDirectory(vector)
        let network: NetworkID = try vector.identifier("network")
        let charter = try Charter(verifying: try vector.octets("charter")[...], network: network, directory: directory)
        var roster = Roster(charter: charter)
        for bytes in vector.list("document") {
            try roster.merge(try RosterDocument(decoding: bytes[...]), network: network, directory: directory)
        }
        #expect(try roster.organisations == vector.identifiers("organisation"))
        #expect(try roster.stewards == vector.identifiers("steward"))
        #expect(try roster.heads == vector.identifiers("head"))
        #expect(try roster.withoutEffect == vector.identifiers("without-effect"))
        #expect(try UInt64(roster.waitingCount) == vector.number("waiting"))
        #expect(try roster.frontier == vector.octets("frontier"))
    }
}
