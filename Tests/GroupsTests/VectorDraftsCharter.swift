import Sodium
import Testing
import Wire

@testable import Groups

enum CharterDrafts {
    static func all() throws -> [VectorDraft] { try valid() + refused() + versionOne() }

    private static func valid() throws -> [VectorDraft] {
        [
            try draft("charter-valid", "success", "A closed group with two mailboxes.", TestGroup().charter.bytes),
            try draft("charter-second-node", "success", "Signed by another node of the founder.", signed(node: 101)),
            try draft("charter-scripts", "success", "A name of several scripts.", signed { $0.name = "Ünï 漢字 ميناء" }),
            try draft(
                "charter-terms", "success", "Newcomers read what is kept, a year in mailboxes, all must vote.",
                signed { ($0.history, $0.mailboxDays, $0.electing) = (1, 366, 99) }),
            try draft("charter-named", "success", "A named group of three organisations.", named([1, 3, 5])),
            try draft("charter-named-alone", "success", "A named group of its founder alone.", named([1])),
            try draft(
                "charter-receipts", "success", "Version 3: the group asks for receipts.", signed { ($0.version, $0.receipts) = (3, 1) }),
            try draft(
                "charter-named-receipts", "success", "A named group that asks for receipts.",
                signed {
                    ($0.version, $0.kind, $0.name, $0.receipts) = (3, 2, "", 1)
                    $0.organisations = try [filled(1), filled(3)]
                }),
        ]
    }

    private static func refused() throws -> [VectorDraft] {
        [
            try draft("charter-version", "unknownVersion", "Version 4.", signed { $0.version = 4 }),
            try draft("charter-version-short", "unknownVersion", "Version 4 with two fields.", signed(payload: [0x82, 0x04, 0x00])),
            try draft("charter-receipts-none", "unknownReceipts", "Version 3 without receipts.", signed { $0.version = 3 }),
            try draft(
                "charter-receipts-unknown", "unknownReceipts", "Receipts 2.", signed { ($0.version, $0.receipts) = (3, 2) }),
            try draft("charter-kind", "unknownKind", "Kind 3.", signed { $0.kind = 3 }),
            try draft("charter-name-empty", "invalidName", "No name.", signed { $0.name = "" }),
            try draft("charter-name-long", "invalidName", "81 scalars.", signed { $0.name = String(repeating: "a", count: 81) }),
            try draft("charter-name-direction", "invalidName", "U+202E in the name.", signed { $0.name = "a\u{202E}b" }),
            try draft("charter-name-control", "invalidName", "A tabulator in the name.", signed { $0.name = "a\tb" }),
            try draft("charter-name-space", "invalidName", "A space at the end.", signed { $0.name = "a " }),
            try draft("charter-named-name", "invalidName", "A named group with a name.", named([1, 3], name: "x")),
            try draft("charter-mailboxes", "invalidMailboxes", "Mailboxes in falling order.", signed { $0.mailboxes = try nodes([2, 1]) }),
            try draft("charter-mailbox-twice", "invalidMailboxes", "A mailbox twice.", signed { $0.mailboxes = try nodes([2, 2]) }),
            try draft("charter-history", "unknownHistory", "History 2.", signed { $0.history = 2 }),
            try draft("charter-days-none", "invalidMailboxDays", "No day in mailboxes.", signed { $0.mailboxDays = 0 }),
            try draft("charter-days-many", "invalidMailboxDays", "367 days in mailboxes.", signed { $0.mailboxDays = 367 }),
            try draft("charter-electing-few", "invalidElecting", "49 percent elect.", signed { $0.electing = 49 }),
            try draft("charter-electing-all", "invalidElecting", "100 percent are not enough.", signed { $0.electing = 100 }),
            try draft(
                "charter-closed-organisations", "invalidOrganisations", "A closed group with organisations.",
                signed { $0.organisations = [$0.founder] }),
            try draft("charter-named-none", "invalidOrganisations", "A named group of nobody.", named([])),
            try draft("charter-named-founder", "invalidOrganisations", "A named group without its founder.", named([3, 5])),
            try draft("charter-named-order", "invalidOrganisations", "Organisations in falling order.", named([3, 1])),
            try draft("charter-named-twice", "invalidOrganisations", "An organisation twice.", named([1, 3, 3])),
            try draft(
                "charter-public-tag", "reservedTag", "The tag of the public group.",
                signed { $0.tag = publicTag(of: try filled(0xAA)) }),
            try draft(
                "charter-community-tag", "reservedTag", "A named group with the community's tag.",
                signed {
                    ($0.kind, $0.name, $0.tag) = (2, "", communityTag(of: try filled(0xAA)))
                    $0.organisations = try [filled(1), filled(3)]
                }),
            try draft("charter-stranger", "notOfFounder", "Signed by a node of another organisation.", signed(node: 2, key: 2)),
            try draft("charter-wrong-key", "wrongSignature", "Signed with a key that the node never held.", signed(key: 2)),
            try draft("charter-wrong-network", "wrongSignature", "Signed for another network.", TestGroup(network: 0xAB).charter.bytes),
            try draft(
                "charter-mailboxes-many", "encoding", "17 mailboxes.", signed { $0.mailboxes = try nodes([UInt8](1...17)) }),
            try draft("charter-trailing", "encoding", "One octet more.", signed() + [0]),
        ]
    }

    private static func versionOne() throws -> [VectorDraft] {
        [
            try draft(
                "charter-1-valid", "success", "Version 1, two mailboxes.",
                signed { ($0.version, $0.mailboxes) = (1, try nodes([3, 9])) }),
            try draft("charter-1-kind", "unknownKind", "Version 1 of kind 2.", signed { ($0.version, $0.kind) = (1, 2) }),
        ]
    }

    private static func nodes(_ numbers: [UInt8]) throws -> [NodeID] { try numbers.map { try filled($0) } }

    private static func named(_ organisations: [UInt8], name: String = "") throws -> [UInt8] {
        try signed {
            ($0.kind, $0.name) = (2, name)
            $0.organisations = try organisations.map { try filled($0) }
        }
    }

    /// A charter of the usual group with something changed that no initialiser lets through.
    static func signed(
        node: UInt8 = 1, key: UInt8 = 1, _ change: (inout CharterStatement.Fields) throws -> Void = { _ in }
    ) throws -> [UInt8] {
        var fields = CharterStatement.Fields(
            kind: 1, tag: try filled(0xBB), name: "Harbour watch", founder: try filled(1), mailboxes: [], created: Minute(29_000_000))
        try change(&fields)
        return try signed(payload: fields.encoded(), node: node, key: key)
    }

    private static func signed(payload: [UInt8], node: UInt8 = 1, key: UInt8 = 1) throws -> [UInt8] {
        let message = SigningContext.charter.message(network: try filled(0xAA) as NetworkID, payload: payload)
        return Charter.encode(payload, try filled(node), try signingKey(key).sign(message))
    }

    private static func draft(_ name: String, _ expect: String, _ comment: String, _ bytes: [UInt8]) throws -> VectorDraft {
        var draft = VectorDraft(
            topic: "roster", name: name, expect: expect, section: "Charters", comment: comment,
            fields: try RosterDrafts.directory([1, 101, 2]) + [("charter", bytes)])
        guard expect == "success" else { return draft }
        let charter = try Charter(verifying: bytes[...], network: try filled(0xAA), directory: TestDirectory())
        let statement = charter.statement
        draft.fields += [
            ("charter-hash", charter.hash.array), ("tag", statement.tag.array), ("name", Array(statement.name.utf8)),
            ("founder", statement.founder.array), ("kind", [statement.kind.rawValue]), ("history", [statement.history.rawValue]),
            ("mailbox-days", big(statement.mailboxDays)), ("electing", [statement.electing]),
        ]
        if statement.asksForReceipts { draft.fields.append(("receipts", [1])) }
        for organisation in statement.organisations { draft.fields.append(("organisation", organisation.array)) }
        return draft
    }
}
