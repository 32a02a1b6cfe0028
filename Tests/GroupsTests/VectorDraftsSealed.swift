import Crypto
import Ledger
import Sodium
import Testing
import Wire

@testable import Groups

enum EnvelopeDrafts {
    private static let stepKey = [UInt8](0..<32)

    static func all() throws -> [VectorDraft] {
        let small = try seal(Array("Hello, neighbours.".utf8))
        let large = try seal([UInt8](repeating: 0x5A, count: 66_000))
        let cut = Envelope.Sealed(commitment: large.commitment, body: [UInt8](large.body.prefix(65_536)))
        let short = Envelope.Sealed(commitment: small.commitment, body: [UInt8](small.body.prefix(16)))
        return [
            try draft("small", "success", "Eighteen octets, padded to 512.", small),
            try draft("empty", "success", "No content at all.", try seal([])),
            try draft(
                "padme", "success", "1,021 octets and the length field are padded to 1,088.", try seal([UInt8](repeating: 7, count: 1_021))),
            try draft("two-chunks", "success", "66,000 octets of 5A in two chunks.", large),
            try draft("another-journal", "wrongCommitment", "Re-posted in another writer's journal.", small) {
                $0.journal = try filled(0x12)
            },
            try draft("another-step", "wrongCommitment", "The header names the next step.", small) { $0.step = 4 },
            try draft("another-time", "wrongCommitment", "The header's time was moved by a minute.", small) {
                $0.time = Minute(29_000_001)
            },
            try draft("wrong-network", "wrongCommitment", "Sealed for another network.", small, network: 0xAB),
            try draft(
                "commitment-changed", "wrongCommitment", "Another commitment.", .init(commitment: try filled(1), body: small.body)),
            try draft("too-short", "wrongLength", "A body of 16 octets: a tag and nothing else.", short),
            try draft(
                "changed", "wrongChunk", "The first bit of the body.",
                .init(commitment: small.commitment, body: [small.body[0] ^ 0x80] + small.body.dropFirst())),
            try draft("cut", "wrongChunk", "The second of two chunks is missing.", cut),
            try draft(
                "padding-nonzero", "nonzeroPadding", "The last octet of padding is 1.", try sealRaw([0, 0, 0, 0], zeros: 507, end: [1])),
            try draft("padding-long", "wrongPadding", "Empty content padded to 544 octets.", try sealRaw([0, 0, 0, 0], zeros: 540)),
            try draft("padding-length", "wrongPadding", "A length larger than the plaintext.", try sealRaw([0, 0, 2, 0], zeros: 508)),
        ]
    }

    private static func seal(_ content: [UInt8]) throws -> Envelope.Sealed {
        try Envelope.seal(content, prefix: try testPrefix(), network: try filled(0xAA), stepKey: SymmetricKey(data: stepKey))
    }

    private static func sealRaw(_ start: [UInt8], zeros: Int, end: [UInt8] = []) throws -> Envelope.Sealed {
        let plaintext = start + [UInt8](repeating: 0, count: zeros) + end
        return try sealedRaw(plaintext, stepKey: SymmetricKey(data: stepKey), network: try filled(0xAA), prefix: try testPrefix())
    }

    private static func draft(
        _ name: String, _ expect: String, _ comment: String, _ sealed: Envelope.Sealed, network: UInt8 = 0xAA,
        _ change: (inout EntryPrefix) throws -> Void = { _ in }
    ) throws -> VectorDraft {
        var prefix = try testPrefix()
        try change(&prefix)
        var draft = VectorDraft(
            topic: "envelope", name: name, expect: expect, section: "Envelopes", comment: comment,
            fields: [
                ("network", [UInt8](repeating: network, count: 32)), ("kind", [prefix.kind.rawValue]), ("journal", prefix.journal.array),
                ("salt", prefix.salt.array), ("epoch", prefix.epoch?.array ?? []), ("step", big(prefix.step)),
                ("registry-size", big(prefix.registrySize)), ("time", big(prefix.time.rawValue)),
                ("keep-until", big(prefix.keepUntil.rawValue)), ("prefix", prefix.encoded()), ("step-key", stepKey),
                (
                    "item-secret",
                    Envelope.itemSecret(prefix: prefix, network: try filled(network), stepKey: SymmetricKey(data: stepKey))
                        .withUnsafeBytes { [UInt8]($0) }
                ),
                ("commitment", sealed.commitment.array), ("body", sealed.body),
            ])
        guard expect == "success" else { return draft }
        let content = try Envelope.open(
            sealed.body, commitment: sealed.commitment, prefix: prefix, network: try filled(network),
            stepKey: SymmetricKey(data: stepKey))
        if content.count < 2_000 { draft.fields.append(("content", content)) }
        draft.fields.append(("content-hash", Hash(sha256: content).array))
        return draft
    }
}

enum EpochDrafts {
    static func all() throws -> [VectorDraft] {
        let (opening, key) = try make()
        let good = opening.encoded()
        var wrongRoot = opening.manifest
        wrongRoot.slotsRoot = .emptyTree
        var threeSlots = opening.manifest
        threeSlots.slotCount = 3
        let foreign = try wrongKey(opening)
        let members: [UInt8] = [1, 2, 3]
        return [
            try draft("three-nodes", "success", "Three nodes and one dummy.", good, seeds: members, key),
            try draft("outsider", "noSlot", "A node outside the set.", good, seeds: [4]),
            try draft("no-subkey", "noSlot", "The node's slot was sealed to a subkey it no longer has.", good, seeds: [50]),
            try draft("wrong-network", "noSlot", "Opened in another network.", good, seeds: [1], network: 0xAB),
            try draft("wrong-key", "wrongCommitment", "The slots hold a key that the manifest does not commit to.", foreign, seeds: [1]),
            try draft("another-group", "anotherGroup", "Stands in a journal of another group.", good, seeds: [1], tag: 0xBC),
            try draft(
                "unknown-version", "unknownVersion", "Version 2.", body(opening.manifest.encoded(version: 2), opening.slots), seeds: [1]),
            try draft(
                "wrong-root", "wrongSlotsRoot", "The manifest names the root of an empty tree.", body(wrongRoot.encoded(), opening.slots),
                seeds: [1]),
            try draft(
                "slots-changed", "wrongSlotsRoot", "One bit of the last slot.",
                body(opening.manifest.encoded(), opening.slots.dropLast() + [opening.slots[opening.slots.count - 1] ^ 1]), seeds: [1]),
            try draft(
                "three-slots", "wrongSlotCount", "Three slots.", body(threeSlots.encoded(), opening.slots.dropLast(1_168)), seeds: [1]),
            try draft(
                "slots-short", "wrongSlotCount", "The last octet is missing.", body(opening.manifest.encoded(), opening.slots.dropLast()),
                seeds: [1]),
            try draft("trailing", "encoding", "One octet more.", good + [0], seeds: [1]),
            try step("step-0", "success", "The first step is the epoch key itself.", step: 0),
            try step("step-1", "success", "One hour later.", step: 1),
            try step("step-168", "success", "The last step.", step: 168),
            try step("step-later", "success", "From the tenth step on.", first: 10, step: 12),
            try step("step-before", "beforeFirstStep", "Before the step that was granted.", first: 10, step: 9),
            try step("step-169", "beyondEpoch", "More than seven days.", step: 169),
            try step("step-first-169", "beyondEpoch", "A first step beyond the epoch.", first: 169, step: 169),
        ]
    }

    private static func members() throws -> [EpochMember] {
        try [1, 2, 3].map { EpochMember(node: try filled($0), publicKey: try subkey($0).publicKey) }
    }

    private static func make() throws -> (EpochOpening, EpochKey) {
        var generator = SeededGenerator(seed: 4)
        return try EpochOpening.make(for: try members(), terms: try TestGroup().terms(), using: &generator)
    }

    private static func wrongKey(_ opening: EpochOpening) throws -> [UInt8] {
        var generator = SeededGenerator(seed: 5)
        var manifest = opening.manifest
        let slots = try sealedSlots(
            symmetricKey(9), for: try members(), count: 4, context: manifest.slotContext(network: try filled(0xAA)), using: &generator)
        manifest.slotsRoot = EpochOpening.root(of: slots[...])
        return body(manifest.encoded(), slots)
    }

    private static func body(_ manifest: [UInt8], _ slots: some Collection<UInt8>) -> [UInt8] {
        var writer = CBORWriter()
        writer.array(2)
        writer.byteString(manifest)
        writer.byteString(slots)
        return writer.bytes
    }

    private static func draft(
        _ name: String, _ expect: String, _ comment: String, _ body: [UInt8], seeds: [UInt8], _ key: EpochKey? = nil,
        network: UInt8 = 0xAA, tag: UInt8 = 0xBB
    ) throws -> VectorDraft {
        var draft = VectorDraft(
            topic: "epoch", name: name, expect: expect, section: "Epochs", comment: comment,
            fields: [("network", [UInt8](repeating: network, count: 32)), ("tag", [UInt8](repeating: tag, count: 16)), ("body", body)])
        for seed in seeds { draft.fields.append(("subkey-seed", [UInt8](repeating: seed, count: 32))) }
        guard let key else { return draft }
        draft.fields += [
            ("epoch-id", key.id.array), ("epoch-key", key.firstKey.withUnsafeBytes { [UInt8]($0) }), ("start-hour", big(key.startHour)),
        ]
        for node in try members().map(\.node) { draft.fields.append(("node", node.array)) }
        return draft
    }

    private static func step(
        _ name: String, _ expect: String, _ comment: String, first: UInt16 = 0, step: UInt16
    ) throws -> VectorDraft {
        var draft = VectorDraft(
            topic: "epoch", name: name, expect: expect, section: "Steps", comment: comment,
            fields: [
                ("network", [UInt8](repeating: 0xAA, count: 32)), ("tag", [UInt8](repeating: 0xBB, count: 16)),
                ("first-step", big(first)), ("first-key", [UInt8](repeating: 7, count: 32)), ("step", big(step)),
            ])
        guard expect == "success" else { return draft }
        var key = symmetricKey(7)
        for _ in first..<step { key = Derivation.nextStep(of: key, network: try filled(0xAA), tag: try filled(0xBB)) }
        draft.fields.append(("step-key", key.withUnsafeBytes { [UInt8]($0) }))
        return draft
    }
}
