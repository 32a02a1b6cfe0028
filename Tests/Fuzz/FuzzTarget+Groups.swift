import Crypto
import Ledger
import Sodium
import Vectors
import Wire

@testable import Groups

/// Charters, rosters, epochs, grants, subkeys, complaints, contents, envelopes, keyrings (specification chapter 4).
extension FuzzTarget {
    static let groups = [
        FuzzTarget(
            name: "roster", topics: [("roster", ["charter", "document", "operation"])],
            more: { statements(in: "roster", keys: ["charter", "operation"]) }, run: readRoster),
        FuzzTarget(
            name: "epoch", topics: [("epoch", ["body"]), ("grant", ["body"]), ("complaint", ["body"]), ("subkey", ["body"])],
            more: { statements(in: "subkey", keys: ["body"]) }, run: readEpoch),
        FuzzTarget(name: "content", topics: [("envelope", ["content", "body"]), ("life", ["content"])], run: readContent),
        FuzzTarget(name: "line", topics: [], more: { [Array(0..<120)] }, run: foldLines),
        FuzzTarget(
            name: "keyring", topics: [],
            more: {
                var ring = Keyring(network: FuzzKeys.network)
                for number: UInt8 in 1...3 {
                    let key = SymmetricKey(data: [UInt8](repeating: number, count: 32))
                    if let epoch = try? EpochKey(
                        id: FuzzKeys.identifier(number), network: FuzzKeys.network, tag: FuzzKeys.identifier(9), startHour: 7,
                        firstStep: UInt16(number), key: key)
                    {
                        try? ring.add(epoch)
                    }
                }
                return [ring.encoded().withUnsafeBytes { Array($0) }]
            }, run: readKeyring),
    ]

    /// Organisation n has the nodes n and n + 100, which hold the key n.
    private struct Directory: NodeDirectory {
        private func number(_ node: NodeID) -> UInt8? {
            guard let first = node.array.first, node.array.allSatisfy({ $0 == first }), (1...7).contains(first % 100) else { return nil }
            return first % 100
        }

        func operationKeys(of node: NodeID) -> [VerifyingKey] { number(node).map { [FuzzKeys.key(Int($0)).verifyingKey] } ?? [] }

        func organisation(ofNode node: NodeID) -> OrganisationID? { number(node).map { FuzzKeys.identifier($0) } }
    }

    /// What is signed inside the vectors' signed statements, so that it can be changed and signed anew.
    @Sendable private static func statements(in topic: String, keys: Set<String>) -> [[UInt8]] {
        ((try? VectorFile.all(in: topic)) ?? []).flatMap(\.fields).filter { keys.contains($0.key) }.compactMap { field in
            var reader = CBORReader(field.octets)
            guard (try? reader.array(limit: 3)) != nil, let statement = try? reader.byteString(limit: .max) else { return nil }
            return Array(statement)
        }
    }

    @Sendable private static func readRoster(_ input: [UInt8]) {
        let (network, directory) = (FuzzKeys.network, Directory())
        if let document = try? RosterDocument(decoding: input[...]) {
            hold(document.encoded() == input, "a roster is written as it was read")
            if let roster = try? Roster(document: document, network: network, directory: directory) { check(roster) }
        }
        if let charter = try? Charter(verifying: input[...], network: network, directory: directory) {
            hold(charter.bytes == input, "a charter is kept as it was read")
        }
        if let statement = try? CharterStatement(reading: input[...]) {
            let written = statement.encoded()
            hold((try? CharterStatement(reading: written[...])) == statement, "a charter says the same in the present version")
            let key = FuzzKeys.key(Int(statement.founder.array[0]))
            let node: NodeID = FuzzKeys.identifier(statement.founder.array[0])
            let signature = key.sign(SigningContext.charter.message(network: network, payload: input))
            let signed = Charter.encode(input, node, signature)
            if let charter = try? Charter(verifying: signed[...], network: network, directory: directory) {
                hold(charter.bytes == signed && charter.statement == statement, "a charter that was signed anew is read as it was")
            }
        }
        replay(input)
    }

    /// Organisations add, remove, appoint and dismiss one another as the input says; the order in which it is heard changes nothing.
    @Sendable private static func replay(_ input: [UInt8]) {
        let (network, directory) = (FuzzKeys.network, Directory())
        guard
            let statement = try? CharterStatement(
                tag: FuzzKeys.identifier(0x77), name: "Fuzz", founder: FuzzKeys.identifier(1), mailboxes: [], created: Minute(1))
        else { fatalError("broken: the charter is refused") }
        let charter = Charter(signing: statement, node: FuzzKeys.identifier(1), network: network, with: FuzzKeys.key(1).signing)
        var choices = Choices(input)
        var operations: [RosterOperation] = []
        while !choices.isEmpty, operations.count < 24 {
            let (what, seen) = (choices.octet(), choices.octet())
            let signer = 1 + what >> 2 & 3
            let hashes = operations.enumerated().filter { seen >> UInt8($0.offset & 7) & 1 == 1 }.map(\.element.hash)
            if let operation = try? RosterOperation(
                signing: RosterVerb(rawValue: what & 3) ?? .add, FuzzKeys.identifier(1 + what >> 4 & 3), of: charter,
                seen: Array(hashes.sorted().prefix(GroupsLimits.seenOperationsMax)), signer: FuzzKeys.identifier(signer),
                time: Minute(UInt32(operations.count)), network: network, directory: directory, with: FuzzKeys.key(Int(signer)).signing)
            {
                operations.append(operation)
            }
        }
        let whole = RosterDocument(charter: charter.bytes, operations: operations.map(\.bytes))
        guard let roster = try? Roster(document: whole, network: network, directory: directory) else {
            fatalError("broken: a roster is refused")
        }
        check(roster)
        var other = Roster(charter: charter)
        for operation in operations.reversed() {
            let part = RosterDocument(charter: charter.bytes, operations: [operation.bytes])
            hold((try? other.merge(part, network: network, directory: directory)) != nil, "a part of a roster is taken")
        }
        hold(other.document == roster.document && other.frontier == roster.frontier, "a roster does not depend on the order")
        hold(other.organisations == roster.organisations && other.stewards == roster.stewards, "nor do its members")
    }

    @Sendable private static func check(_ roster: Roster) {
        hold(Set(roster.stewards).isSubset(of: roster.organisations), "stewards are members")
        hold((try? RosterDocument(decoding: roster.document.encoded()[...])) == roster.document, "a roster that was written can be read")
    }

    @Sendable private static func readEpoch(_ input: [UInt8]) {
        if let manifest = try? Manifest(decoding: input[...]) { hold(manifest.encoded() == input, "a manifest is written as it was read") }
        var reader = CBORReader(input)
        if (try? reader.array(limit: 16)) != nil {
            // The tag is the one the body names, so that what follows is looked at too.
            for tag in tags(in: input) {
                if let grant = try? Grant(decoding: input[...], tag: tag) {
                    hold(grant.encoded() == input, "a grant is written as it was read")
                }
                if let epoch = try? EpochOpening(decoding: input[...], tag: tag) {
                    hold(epoch.encoded() == input, "an epoch is written as it was read")
                }
            }
        }
        if let complaint = try? Complaint(decoding: input[...]) {
            hold(complaint.encoded() == input, "a complaint is written as it was read")
        }
        let (network, node, key) = (FuzzKeys.network, FuzzKeys.identifier(1) as NodeID, FuzzKeys.key(1))
        _ = try? SubkeyStatement(verifying: input[...], network: network, node: node, keys: [key.verifyingKey])
        let signed = Signed.encode(input, key.sign(SigningContext.subkey.message(network: network, payload: input)))
        if let subkey = try? SubkeyStatement(verifying: signed[...], network: network, node: node, keys: [key.verifyingKey]) {
            hold(subkey.encoded() == input, "a subkey is written as it was read")
            hold(subkey.isValid(at: subkey.notBefore) && !subkey.isValid(at: subkey.notAfter), "a subkey is valid from its first minute on")
        }
    }

    /// Every 16 octets behind the head of a string of 16: one of them is the group's tag.
    @Sendable private static func tags(in input: [UInt8]) -> [GroupTag] {
        guard input.count > 17 else { return [] }
        let places = (0..<min(input.count - 16, 24)).filter { input[$0] == 0x50 }
        return places.compactMap { GroupTag(input[$0 + 1..<$0 + 17]) }
    }

    /// Versions and withdrawals of few items by few organisations, circles included, in two orders and beside a stranger's statements.
    @Sendable private static func foldLines(_ input: [UInt8]) {
        var choices = Choices(input)
        func id(_ number: UInt8) -> Hash { Hash(FuzzKeys.octets([UInt8](repeating: number % 16, count: 32))) }
        var (versions, withdrawals): ([UInt8: ItemVersion], [UInt8: IssuedWithdrawal]) = ([:], [:])
        while !choices.isEmpty {
            let (number, other, kind) = (choices.octet() % 16, choices.octet(), choices.octet())
            let (organisation, place): (OrganisationID, UInt8) = (FuzzKeys.identifier(1 + kind % 3), number)
            if kind < 0xC0 {
                versions[place] = ItemVersion(
                    id: id(number), organisation: organisation, replaces: kind & 0x20 == 0 ? id(other) : nil, expires: UInt64(kind & 0x1C))
            } else if let withdrawal = try? Withdrawal(target: id(other), successor: kind & 0x20 == 0 ? id(other &+ 1) : nil) {
                withdrawals[place] = IssuedWithdrawal(
                    id: Hash.leaf([number]), organisation: organisation, withdrawal: withdrawal)
            }
        }
        let (all, issued) = (versions.sorted { $0.key < $1.key }.map(\.value), withdrawals.sorted { $0.key < $1.key }.map(\.value))
        let lines = ItemLines(versions: all, withdrawals: issued)
        let strangers = all.map { version in
            ItemVersion(id: Hash.leaf(version.id.array), organisation: FuzzKeys.identifier(9), replaces: version.id, expires: 0)
        }
        let others = [
            ItemLines(versions: all.reversed() + all, withdrawals: issued.reversed()),
            ItemLines(versions: strangers + all, withdrawals: issued),
        ]
        for version in all {
            let state = lines.state(of: version.id, at: 9)
            hold(
                state != nil && others.allSatisfy { $0.state(of: version.id, at: 9) == state },
                "a line does not depend on order or strangers")
            hold(lines.line(of: version.id).contains(version.id), "and holds each of its versions")
        }
    }

    @Sendable private static func readContent(_ input: [UInt8]) {
        if let content = try? ItemContent(decoding: input[...]) {
            hold(content.encoded() == input, "a content is written as it was read")
            let data = content.withdrawal?.encoded() ?? content.receipts?.encoded() ?? content.contribution?.encoded()
            hold((data ?? content.data) == content.data, "and so is what the kind says of its data")
            hold(
                (data != nil) == [.withdrawal, .receipt, .contribution].contains(content.kind), "which each of these kinds can be asked for"
            )
        }
        if let content = try? PaddedContent.content(of: input) {
            let padded = PaddedContent(content)
            var written = [UInt8](repeating: 0xFF, count: padded.octets)
            written.withUnsafeMutableBytes { padded.write(0..<padded.octets, into: $0) }
            hold(written == input, "what was padded has one padded form")
        }
        let prefix = EntryPrefix(
            kind: .item, journal: FuzzKeys.identifier(1), salt: FuzzKeys.octets([UInt8](repeating: 3, count: 16)),
            epoch: FuzzKeys.identifier(4),
            step: 5, registrySize: 6, time: Minute(7), keepUntil: Minute(8))
        let key = SymmetricKey(data: [UInt8](repeating: 9, count: 32))
        guard let sealed = try? Envelope.seal(input, prefix: prefix, network: FuzzKeys.network, stepKey: key) else {
            fatalError("broken: not sealed")
        }
        func open(_ body: [UInt8]) -> [UInt8]? {
            try? Envelope.open(body, commitment: sealed.commitment, prefix: prefix, network: FuzzKeys.network, stepKey: key)
        }
        hold(open(sealed.body) == input, "what was sealed opens")
        hold(open(input) == nil, "what nobody sealed does not open")
        hold(open(Array(sealed.body.dropLast(1 + input.count % 64))) == nil && open(sealed.body + [0]) == nil, "nor what was cut or grew")
    }

    @Sendable private static func readKeyring(_ input: [UInt8]) {
        var bytes = input
        let secret = SecretOctets(moving: &bytes)
        guard var ring = try? Keyring(decoding: secret, network: FuzzKeys.network) else { return }
        hold(ring.encoded().withUnsafeBytes { Array($0) } == input, "a keyring is written as it was read")
        for epoch in ring.ids.prefix(4) { _ = try? ring.key(for: epoch, step: UInt16(input[input.count - 1])) }
        _ = ring.forgetSteps(beforeHour: UInt32(input[0]) << 24)
        hold(ring.ids.count == ring.count, "a keyring knows how many epochs it has")
    }
}
