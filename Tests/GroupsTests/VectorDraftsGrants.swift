import Crypto
import Ledger
import Sodium
import Testing
import Wire

@testable import Groups

enum GrantDrafts {
    static func all() throws -> [VectorDraft] {
        let grant = try make()
        let good = grant.encoded()
        let foreign = try grant.with(slots: seal(symmetricKey(9), for: grant))
        return [
            try draft(
                "three-newcomers", "success", "Step 20 for three newcomers to a set of six, and one dummy.", good, seeds: [4, 5, 6], grant),
            try draft("holder", "success", "A node that has had the epoch from its start confirms the grant.", good, held: 0, grant),
            try draft("holder-later", "success", "So does one that came with the granted step.", good, held: 20, grant),
            try draft(
                "reading-only", "success", "The first step for one newcomer, forming no set.",
                try make(step: 0, to: [4], forming: []).encoded(), seeds: [4], try make(step: 0, to: [4], forming: [])),
            try draft("outsider", "noSlot", "A node that is granted nothing.", good, seeds: [7]),
            try draft("wrong-network", "noSlot", "Opened in another network.", good, seeds: [4], network: 0xAB),
            try draft("step-changed", "noSlot", "The slots of another step.", try make(step: 21).encodedAsStep(20), seeds: [4]),
            try draft("wrong-key", "wrongCommitment", "The slots hold a key that is not committed to.", foreign.encoded(), seeds: [4]),
            try draft(
                "holder-false", "wrongCommitment", "A holder is shown a commitment to another key than the step's.",
                try make(key: symmetricKey(9)).encoded(), held: 0),
            try draft(
                "holder-start-hour", "anotherEpoch", "A holder is shown another start hour.", try make(startHour: 489_001).encoded(),
                held: 0),
            try draft("holder-late", "beforeFirstStep", "A holder from step 21 on cannot tell.", good, held: 21),
            try draft("another-group", "anotherGroup", "Stands in a journal of another group.", good, seeds: [4], tag: 0xBC),
            try draft("unknown-version", "unknownVersion", "Version 2.", grant.encoded(version: 2), seeds: [4]),
            try draft("step-169", "beyondEpoch", "More than seven days.", grant.encodedAsStep(169), seeds: [4]),
            try draft("no-slots", "wrongSlotCount", "No slot at all.", grant.with(slots: []).encoded(), seeds: [4]),
            try draft(
                "three-slots", "wrongSlotCount", "Three slots.", grant.with(slots: grant.slots.dropLast(1_168)).encoded(), seeds: [4]),
            try draft(
                "slots-short", "wrongSlotCount", "The last octet is missing.", grant.with(slots: grant.slots.dropLast()).encoded(),
                seeds: [4]),
            try draft("trailing", "encoding", "One octet more.", good + [0], seeds: [4]),
        ]
    }

    /// The key of step 0, or of step 20 when it is a false one.
    private static let epochKey = symmetricKey(7)

    private static func epoch(key: SymmetricKey? = nil, startHour: UInt32 = 489_000) throws -> EpochKey {
        try EpochKey(
            id: try filled(0x33), network: try filled(0xAA), tag: try filled(0xBB), startHour: startHour, firstStep: key == nil ? 0 : 20,
            key: key ?? epochKey)
    }

    private static func members(_ numbers: [UInt8]) throws -> [EpochMember] {
        try numbers.map { EpochMember(node: try filled($0), publicKey: try subkey($0).publicKey) }
    }

    private static func make(
        step: UInt16 = 20, to newcomers: [UInt8] = [4, 5, 6], forming set: [UInt8] = [1, 2, 3, 4, 5, 6], key: SymmetricKey? = nil,
        startHour: UInt32 = 489_000
    ) throws -> Grant {
        var generator = SeededGenerator(seed: 6)
        return try Grant.make(
            of: try epoch(key: key, startHour: startHour), step: step, to: try members(newcomers), forming: try set.map { try filled($0) },
            terms: try TestGroup().terms(startHour: startHour), using: &generator)
    }

    private static func seal(_ key: SymmetricKey, for grant: Grant) throws -> [UInt8] {
        var generator = SeededGenerator(seed: 7)
        return try sealedSlots(
            key, for: try members([4, 5, 6]), count: 4, context: grant.slotContext(network: try filled(0xAA)), using: &generator)
    }

    /// What a newcomer does with its subkeys, or a holder with the key of the step from which it has the epoch.
    private static func draft(
        _ name: String, _ expect: String, _ comment: String, _ body: [UInt8], seeds: [UInt8] = [], held: UInt16? = nil,
        _ grant: Grant? = nil, network: UInt8 = 0xAA, tag: UInt8 = 0xBB
    ) throws -> VectorDraft {
        var draft = VectorDraft(
            topic: "grant", name: name, expect: expect, section: "Grants", comment: comment,
            fields: [("network", [UInt8](repeating: network, count: 32)), ("tag", [UInt8](repeating: tag, count: 16)), ("body", body)])
        for seed in seeds { draft.fields.append(("subkey-seed", [UInt8](repeating: seed, count: 32))) }
        if let held {
            draft.fields += [
                ("epoch", [UInt8](repeating: 0x33, count: 16)), ("start-hour", big(UInt32(489_000))), ("first-step", big(held)),
                ("first-key", try octets(of: held)),
            ]
        }
        guard let grant else { return draft }
        draft.fields += [("step", big(grant.step)), ("step-key", try octets(of: grant.step))]
        if grant.step > 0 { for node: UInt8 in 1...6 { draft.fields.append(("node", [UInt8](repeating: node, count: 16))) } }
        return draft
    }

    private static func octets(of step: UInt16) throws -> [UInt8] {
        var key = epochKey
        for _ in 0..<step { key = Derivation.nextStep(of: key, network: try filled(0xAA), tag: try filled(0xBB)) }
        return key.withUnsafeBytes { [UInt8]($0) }
    }
}

extension Grant {
    /// The body with another step in it, and nothing else changed.
    fileprivate func encodedAsStep(_ step: UInt16) -> [UInt8] {
        Grant(
            tag: tag, epoch: epoch, startHour: startHour, step: step, registrySize: registrySize, rosterFrontier: rosterFrontier,
            setHash: setHash, stepCommitment: stepCommitment, slots: slots
        ).encoded()
    }
}

enum ComplaintDrafts {
    static func all() throws -> [VectorDraft] {
        let complaint = Complaint(epoch: try filled(0x33), subkey: try subkey(5))
        let good = complaint.encoded()
        var valid = draft("valid", "success", "About the subkey of the seed 05….", good)
        valid.fields += [
            ("epoch", complaint.epoch.array), ("subkey-seed", [UInt8](repeating: 5, count: 32)), ("subkey-hash", complaint.subkey.array),
        ]
        return [
            valid,
            draft("unknown-version", "unknownVersion", "Version 2.", complaint.encoded(version: 2)),
            draft("trailing", "encoding", "One octet more.", good + [0]),
            draft("truncated", "encoding", "One octet less.", good.dropLast()),
        ]
    }

    private static func draft(_ name: String, _ expect: String, _ comment: String, _ body: [UInt8]) -> VectorDraft {
        VectorDraft(topic: "complaint", name: name, expect: expect, section: "Complaints", comment: comment, fields: [("body", body)])
    }
}

enum TagDrafts {
    static func all() throws -> [VectorDraft] {
        let network: NetworkID = try filled(0xAA)
        func draft(_ name: String, _ comment: String, sector: String? = nil, _ tag: GroupTag) -> VectorDraft {
            VectorDraft(
                topic: "tag", name: name, expect: "success", section: "Tags", comment: comment,
                fields: [("network", network.array)] + (sector.map { [("sector", Array($0.utf8))] } ?? []) + [("tag", tag.array)])
        }
        return [
            draft("public", "The public group.", publicTag(of: network)),
            draft("community", "All members.", communityTag(of: network)),
            draft("sector", "A sector.", sector: "energy", sectorTag(of: network, sector: "energy")),
            draft("sector-spelling", "Another spelling is another sector.", sector: "Énergie", sectorTag(of: network, sector: "Énergie")),
        ]
    }
}
