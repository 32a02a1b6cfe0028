import Sodium
import Testing
import Wire

@testable import Groups

enum RosterDrafts {
    static func all() throws -> [VectorDraft] {
        try charters() + operations() + documents() + folds()
    }

    // Charters

    private static func charters() throws -> [VectorDraft] {
        let group = try TestGroup()
        let statement = group.charter.statement
        let good = try charter(try payload())
        return [
            try draft("charter-valid", "success", "Two mailboxes.", group.charter.bytes),
            try draft("charter-second-node", "success", "Signed by another node of the founder.", try charter(try payload(), node: 101)),
            try draft("charter-scripts", "success", "A name of several scripts.", try charter(try payload(name: "Ünï 漢字 ميناء"))),
            try draft("charter-version", "unknownVersion", "Version 2.", try charter(statement.encoded(version: 2))),
            try draft("charter-kind", "unknownKind", "Kind 2.", try charter(statement.encoded(kind: 2))),
            try draft("charter-name-empty", "invalidName", "No name.", try charter(try payload(name: ""))),
            try draft("charter-name-long", "invalidName", "81 scalars.", try charter(try payload(name: String(repeating: "a", count: 81)))),
            try draft("charter-name-direction", "invalidName", "U+202E in the name.", try charter(try payload(name: "a\u{202E}b"))),
            try draft("charter-name-control", "invalidName", "A tabulator in the name.", try charter(try payload(name: "a\tb"))),
            try draft("charter-name-space", "invalidName", "A space at the end.", try charter(try payload(name: "a "))),
            try draft("charter-mailboxes", "invalidMailboxes", "Mailboxes in falling order.", try charter(try payload(mailboxes: [2, 1]))),
            try draft("charter-mailbox-twice", "invalidMailboxes", "A mailbox twice.", try charter(try payload(mailboxes: [2, 2]))),
            try draft(
                "charter-stranger", "notOfFounder", "Signed by a node of another organisation.", try charter(try payload(), node: 2, key: 2)
            ),
            try draft(
                "charter-wrong-key", "wrongSignature", "Signed with a key that the node never held.", try charter(try payload(), key: 2)),
            try draft("charter-wrong-network", "wrongSignature", "Signed for another network.", try TestGroup(network: 0xAB).charter.bytes),
            try draft("charter-mailboxes-many", "encoding", "17 mailboxes.", try charter(try payload(mailboxes: [UInt8](1...17)))),
            try draft("charter-trailing", "encoding", "One octet more.", good + [0]),
        ]
    }

    private static func payload(name: String = "Harbour watch", mailboxes: [UInt8] = []) throws -> [UInt8] {
        var writer = CBORWriter()
        writer.array(7)
        writer.unsigned(UInt8(1))
        writer.unsigned(UInt8(1))
        writer.identifier(try filled(0xBB) as GroupTag)
        writer.text(name)
        writer.identifier(try filled(1) as OrganisationID)
        writer.array(mailboxes.count)
        for mailbox in mailboxes { writer.identifier(try filled(mailbox) as NodeID) }
        writer.unsigned(UInt32(29_000_000))
        return writer.bytes
    }

    private static func charter(_ payload: [UInt8], node: UInt8 = 1, key: UInt8 = 1) throws -> [UInt8] {
        let message = SigningContext.charter.message(network: try filled(0xAA) as NetworkID, payload: payload)
        return Charter.encode(payload, try filled(node), try signingKey(key).sign(message))
    }

    private static func draft(_ name: String, _ expect: String, _ comment: String, _ bytes: [UInt8]) throws -> VectorDraft {
        var draft = VectorDraft(
            topic: "roster", name: name, expect: expect, section: "Charters", comment: comment,
            fields: try directory() + [("charter", bytes)])
        guard expect == "success" else { return draft }
        let charter = try Charter(verifying: bytes[...], network: try filled(0xAA), directory: TestDirectory())
        draft.fields += [
            ("charter-hash", charter.hash.array), ("tag", charter.statement.tag.array), ("name", Array(charter.statement.name.utf8)),
            ("founder", charter.statement.founder.array),
        ]
        return draft
    }

    /// The network and the registry every roster vector plays in.
    private static func directory() throws -> [(key: String, octets: [UInt8])] {
        var fields: [(key: String, octets: [UInt8])] = [("network", [UInt8](repeating: 0xAA, count: 32))]
        for node: UInt8 in [1, 101, 2] {
            let organisation = node > 100 ? node - 100 : node
            fields.append(("directory-node", [UInt8](repeating: node, count: 16)))
            fields.append(("directory-organisation", [UInt8](repeating: organisation, count: 16)))
            fields.append(("directory-key", try signingKey(organisation).verifyingKey.octets.array))
        }
        return fields
    }

    // Operations

    private static func operations() throws -> [VectorDraft] {
        let group = try TestGroup()
        let add = try group.operation(.add, 5)
        let remove = try group.operation(.remove, 5, seen: [add], signer: 101)
        return [
            try operation("operation-add", "success", "The first operation; it saw none.", add.bytes),
            try operation("operation-remove", "success", "A removal that saw the addition.", remove.bytes),
            try operation("operation-verb", "unknownVerb", "Verb 2.", try signed { $0.verb = 2 }),
            try operation("operation-charter", "anotherCharter", "Names another charter.", try signed { $0.charter = try filled(1) }),
            try operation(
                "operation-seen-order", "unorderedSeen", "Seen operations in falling order.",
                try signed { $0.seen = [try filled(2), try filled(1)] }),
            try operation(
                "operation-seen-twice", "unorderedSeen", "A seen operation twice.",
                try signed { $0.seen = [try filled(2), try filled(2)] }),
            try operation("operation-founder", "concernsFounder", "Removes the founder.", try signed { $0.organisation = try filled(1) }),
            try operation(
                "operation-stranger", "notSteward", "Signed by a member that is no steward.",
                try signed({ $0.signer = try filled(2) }, key: 2)),
            try operation(
                "operation-unknown", "notSteward", "Signed by a node that the registry does not know.",
                try signed { $0.signer = try filled(77) }),
            try operation(
                "operation-wrong-key", "wrongSignature", "Signed with a key that the node never held.", try signed({ _ in }, key: 2)),
            try operation(
                "operation-seen-many", "encoding", "65 seen operations.",
                try signed { $0.seen = try (1...65).map { try filled(UInt8($0)) } }),
            try operation("operation-trailing", "encoding", "One octet more.", add.bytes + [0]),
        ]
    }

    private static func signed(_ change: (inout RosterOperation.Fields) throws -> Void, key: UInt8 = 1) throws -> [UInt8] {
        let group = try TestGroup()
        var fields = RosterOperation.Fields(
            charter: group.charter.hash, verb: 0, organisation: try filled(6), seen: [], signer: try filled(1), time: Minute(29_000_001))
        try change(&fields)
        let payload = fields.encoded()
        return Signed.encode(
            payload, try signingKey(key).sign(SigningContext.roster.message(network: group.network, payload: payload)))
    }

    private static func operation(_ name: String, _ expect: String, _ comment: String, _ bytes: [UInt8]) throws -> VectorDraft {
        let group = try TestGroup()
        var draft = VectorDraft(
            topic: "roster", name: name, expect: expect, section: "Roster operations", comment: comment,
            fields: try directory() + [("charter", group.charter.bytes), ("operation", bytes)])
        guard expect == "success" else { return draft }
        let operation = try RosterOperation(
            verifying: bytes[...], of: group.charter, network: group.network, directory: group.directory)
        draft.fields += [
            ("operation-hash", operation.hash.array), ("verb", [operation.verb.rawValue]), ("organisation", operation.organisation.array),
        ]
        for hash in operation.seen { draft.fields.append(("seen", hash.array)) }
        return draft
    }

    // Documents and folds

    private static func documents() throws -> [VectorDraft] {
        let group = try TestGroup()
        let document = group.document([try group.operation(.add, 5), try group.operation(.add, 6)])
        func draft(_ name: String, _ expect: String, _ comment: String, _ bytes: [UInt8]) -> VectorDraft {
            VectorDraft(
                topic: "roster", name: name, expect: expect, section: "Roster documents", comment: comment, fields: [("document", bytes)])
        }
        func encoded(_ operations: [[UInt8]]) -> [UInt8] {
            var writer = CBORWriter()
            writer.array(2)
            writer.byteString(document.charter)
            writer.array(operations.count)
            for operation in operations { writer.byteString(operation) }
            return writer.bytes
        }
        return [
            draft("document-valid", "success", "Two operations.", document.encoded()),
            draft(
                "document-order", "unordered", "Two operations in falling order of their hashes.", encoded(document.operations.reversed())),
            draft("document-twice", "unordered", "One operation twice.", encoded([document.operations[0], document.operations[0]])),
            draft("document-trailing", "encoding", "One octet more.", document.encoded() + [0]),
        ]
    }

    private static func folds() throws -> [VectorDraft] {
        let group = try TestGroup()
        let add = try group.operation(.add, 5)
        let other = try group.operation(.add, 6)
        let remove = try group.operation(.remove, 5, seen: [add])
        let unseeing = try group.operation(.add, 5, seen: [add], time: 29_000_009)
        let again = try group.operation(.add, 5, seen: [remove, other])
        let foreign = try signed({ $0.signer = try filled(2) }, key: 2)
        let withForeign = RosterDocument(charter: group.charter.bytes, operations: [add.bytes, foreign])
        return [
            try fold("fold-founder", "The founder alone.", [group.document([])]),
            try fold("fold-concurrent", "Two concurrent additions: two heads.", [group.document([add, other])]),
            try fold("fold-removed", "An addition and its removal.", [group.document([add, remove])]),
            try fold("fold-removal-wins", "An addition concurrent with a removal.", [group.document([add, remove, unseeing])]),
            try fold("fold-again", "An addition that saw the removal.", [group.document([add, remove, other, again])]),
            try fold("fold-waiting", "A removal whose addition is missing waits.", [group.document([remove, other])]),
            try fold(
                "fold-merged", "The same, completed by a second document.", [group.document([remove, other]), group.document([add])]),
            try fold("fold-stranger", "An operation that does not verify is left out.", [withForeign]),
            VectorDraft(
                topic: "roster", name: "fold-another-charter", expect: "anotherCharter", section: "The fold",
                comment: "A document under another charter with the same tag.",
                fields: try directory() + [
                    ("charter", group.charter.bytes), ("document", try TestGroup(name: "Other").document([]).encoded()),
                ]),
        ]
    }

    private static func fold(_ name: String, _ comment: String, _ documents: [RosterDocument]) throws -> VectorDraft {
        let group = try TestGroup()
        var draft = VectorDraft(
            topic: "roster", name: name, expect: "success", section: "The fold", comment: comment,
            fields: try directory() + [("charter", group.charter.bytes)])
        var roster = Roster(charter: group.charter)
        for document in documents {
            draft.fields.append(("document", document.encoded()))
            try roster.merge(document, network: group.network, directory: group.directory)
        }
        for organisation in roster.organisations { draft.fields.append(("organisation", organisation.array)) }
        for head in roster.heads { draft.fields.append(("head", head.array)) }
        draft.fields += [("waiting", [UInt8(roster.waitingCount)]), ("frontier", roster.frontier.array)]
        return draft
    }
}
