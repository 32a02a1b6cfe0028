import Sodium
import Testing
import Wire

@testable import Groups

enum RosterDrafts {
    static func all() throws -> [VectorDraft] {
        try CharterDrafts.all() + operations() + documents() + folds() + elections() + bounded() + refusedFolds()
    }

    /// The network of every roster vector, and its registry of these nodes.
    static func directory(_ nodes: [UInt8]) throws -> [(key: String, octets: [UInt8])] {
        var fields: [(key: String, octets: [UInt8])] = [("network", [UInt8](repeating: 0xAA, count: 32))]
        for node in nodes {
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
        let named = CharterStatement.Fields(
            kind: 2, tag: group.tag, name: "", founder: try filled(1), mailboxes: [], created: Minute(29_000_000),
            organisations: [try filled(1), try filled(2)])
        let namedCharter = try CharterDrafts.signed { $0 = named }
        return [
            try operation("operation-add", "success", "The first operation; it saw none.", add.bytes),
            try operation("operation-remove", "success", "A removal that saw the addition.", remove.bytes),
            try operation("operation-appoint", "success", "An appointment.", group.operation(.appoint, 5, seen: [add]).bytes),
            try operation("operation-dismiss", "success", "A dismissal of the founder.", group.operation(.dismiss, 1, seen: [add]).bytes),
            try operation(
                "operation-leave", "success", "Another organisation removes itself.", group.operation(.remove, 2, signer: 2).bytes),
            try operation("operation-verb", "unknownVerb", "Verb 4.", try signed { $0.verb = 4 }),
            try operation("operation-charter", "anotherCharter", "Names another charter.", try signed { $0.charter = try filled(1) }),
            try operation(
                "operation-named", "immutable", "In a named group.",
                try signed {
                    $0.charter = try Charter(
                        verifying: namedCharter[...], network: group.network, directory: group.directory
                    ).hash
                }, charter: namedCharter),
            try operation(
                "operation-seen-order", "unorderedSeen", "Seen operations in falling order.",
                try signed { $0.seen = [try filled(2), try filled(1)] }),
            try operation(
                "operation-seen-twice", "unorderedSeen", "A seen operation twice.",
                try signed { $0.seen = [try filled(2), try filled(2)] }),
            try operation(
                "operation-unknown", "unknownSigner", "Signed by a node that the registry does not know.",
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

    private static func operation(
        _ name: String, _ expect: String, _ comment: String, _ bytes: [UInt8], charter: [UInt8]? = nil
    ) throws -> VectorDraft {
        let group = try TestGroup()
        var draft = VectorDraft(
            topic: "roster", name: name, expect: expect, section: "Roster operations", comment: comment,
            fields: try directory([1, 101, 2]) + [("charter", charter ?? group.charter.bytes), ("operation", bytes)])
        guard expect == "success" else { return draft }
        let operation = try RosterOperation(
            verifying: bytes[...], of: group.charter, network: group.network, directory: group.directory)
        draft.fields += [
            ("operation-hash", operation.hash.array), ("verb", [operation.verb.rawValue]), ("organisation", operation.organisation.array),
            ("signer-organisation", operation.signerOrganisation.array),
        ]
        for hash in operation.seen { draft.fields.append(("seen", hash.array)) }
        return draft
    }

    // Documents

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

    // Folds

    private static func folds() throws -> [VectorDraft] {
        let removal = """
            in: A adds E
            out: A removes E seeing in
            unseeing: A adds E seeing in
            other: A adds F
            again: A adds E seeing out, other

            """
        let quarrel = """
            b: A adds B
            s: A appoints B seeing b
            b-out: A removes B seeing s
            c: B adds C seeing s
            cs: B appoints C seeing c
            d: C adds D seeing cs

            """
        return [
            try fold("fold-founder", "The founder alone.", removal, [""], "A | A"),
            try fold("fold-concurrent", "Two concurrent additions: two heads.", removal, ["in other"], "A E F | A"),
            try fold("fold-removed", "An addition and its removal.", removal, ["in out"], "A | A"),
            try fold("fold-removal-wins", "An addition concurrent with a removal.", removal, ["in out unseeing"], "A | A"),
            try fold("fold-again", "An addition that saw the removal.", removal, ["in out other again"], "A E F | A"),
            try fold("fold-waiting", "A removal whose addition is missing waits.", removal, ["out other"], "A F | A"),
            try fold("fold-merged", "The same, completed by a second document.", removal, ["out other", "in"], "A F | A"),
            try fold("fold-stranger", "An addition by somebody who is no steward.", "in: A adds E\nf: B adds F", ["in f"], "A E | A"),
            try fold("fold-steward", "An appointed steward adds.", quarrel, ["b s c cs d"], "A B C D | A B C"),
            try fold(
                "fold-backdated", "The same with the steward's removal, concurrent with what it did: all of it is void.", quarrel,
                ["b s c cs d b-out"], "A | A"),
            try fold(
                "fold-founder-leaves", "The founder leaves its successor behind.",
                "b: A adds B\ns: A appoints B seeing b\noff: A leaves seeing s", ["b s off"], "B | B"),
            try fold("fold-nobody", "The only member leaves.", "off: A leaves\nback: A adds A seeing off", ["off back"], "|"),
            try fold("fold-1", "Under a charter of version 1.", removal, ["in other"], "A E F | A", version: 1),
        ]
    }

    private static func elections() throws -> [VectorDraft] {
        let mutual = """
            b: A adds B
            s: A appoints B seeing b
            c: B adds C seeing s
            d: B adds D seeing c
            e: A adds E seeing d
            a-out: B removes A seeing e
            b-out: A removes B seeing e
            one: C appoints D seeing a-out, b-out
            two: E appoints D seeing a-out, b-out
            three: F appoints D seeing a-out, b-out
            early: C appoints C seeing e

            """
        let removals = "b s c d e a-out b-out"
        return [
            try fold("fold-mutual-removal", "Two stewards remove each other: nobody is one.", mutual, [removals], "C D E |"),
            try fold("fold-vote", "One of three members votes.", mutual, [removals + " one"], "C D E |"),
            try fold("fold-election", "Two of three members vote: more than half.", mutual, [removals + " one two"], "C D E | D"),
            try fold(
                "fold-vote-outsider", "One of the two votes is an outsider's.", mutual, [removals + " one three"], "C D E |"),
            try fold(
                "fold-vote-early", "A vote while there are stewards is without effect.", mutual, [removals + " early two"], "C D E |"),
            try fold(
                "fold-election-percentage", "Two of three members vote where more than 67 percent must.", mutual,
                [removals + " one two"], "C D E |", electing: 67),
        ]
    }

    private static func bounded() throws -> [VectorDraft] {
        func lines(_ numbers: ClosedRange<Int>, _ operation: String) -> String {
            numbers.map { "n\($0): \(operation)" }.joined(separator: "\n")
        }
        func names(_ numbers: ClosedRange<Int>) -> String { numbers.map { "n\($0)" }.joined(separator: " ") }
        let seen = (1...60).map { "n\($0)" }.joined(separator: ", ")
        let additions = lines(1...67, "B adds E")
        let leavings = "b: A adds B\n" + lines(1...67, "B leaves seeing b")
        return [
            try fold(
                "fold-bound", "67 additions by somebody who is no steward, in two documents: the 64 with the lowest hashes are kept.",
                additions, [names(1...40), names(30...67)], "A | A"),
            try fold(
                "fold-bound-borne", "A steward's addition saw 60 of them: these are kept, and of the others there are only seven.",
                additions + "\nf: A adds F seeing \(seen)", [names(1...67), names(1...67) + " f"], "A F | A"),
            try fold(
                "fold-bound-leavings", "67 leavings: 64 are kept, and go before an addition by the same organisation.",
                leavings + "\nx: B adds E", ["b x", names(1...67)], "A | A"),
            try fold(
                "fold-bound-readded", "An addition saw 60 leavings: of those that it did not see, four are kept.",
                leavings + "\nagain: A adds B seeing \(seen)", ["b", names(1...67) + " again"], "A | A"),
        ]
    }

    private static func refusedFolds() throws -> [VectorDraft] {
        let group = try TestGroup()
        return [
            VectorDraft(
                topic: "roster", name: "fold-another-charter", expect: "anotherCharter", section: "The fold",
                comment: "A document under another charter with the same tag.",
                fields: try directory([1, 101, 2]) + [
                    ("charter", group.charter.bytes), ("document", try TestGroup(name: "Other").document([]).encoded()),
                ])
        ]
    }

    /// `documents` name the operations of each; `outcome` are the members, a bar, and the stewards.
    private static func fold(
        _ name: String, _ comment: String, _ lines: String, _ documents: [String], _ outcome: String, electing: UInt8 = 50,
        version: UInt64 = 2
    ) throws -> VectorDraft {
        let scenario = try RosterScenario(lines, in: try group(version: version, electing: electing))
        let group = scenario.group
        var draft = VectorDraft(
            topic: "roster", name: name, expect: "success", section: "The fold", comment: comment,
            fields: try directory([1, 2, 3, 4, 5, 6]) + [("charter", group.charter.bytes)])
        var roster = Roster(charter: group.charter)
        for names in documents {
            let document = group.document(try names.split(separator: " ").map { try scenario.operation(String($0)) })
            draft.fields.append(("document", document.encoded()))
            try roster.merge(document, network: group.network, directory: group.directory)
        }
        try #require(RosterScenario.outcome(of: roster) == outcome, "\(name)")
        for organisation in roster.organisations { draft.fields.append(("organisation", organisation.array)) }
        for steward in roster.stewards { draft.fields.append(("steward", steward.array)) }
        for head in roster.heads { draft.fields.append(("head", head.array)) }
        for idle in roster.withoutEffect { draft.fields.append(("without-effect", idle.array)) }
        draft.fields += [("waiting", [UInt8(roster.waitingCount)]), ("frontier", roster.frontier.array)]
        return draft
    }

    private static func group(version: UInt64, electing: UInt8) throws -> TestGroup {
        guard version == 1 else { return try TestGroup(electing: electing) }
        return try TestGroup(charter: CharterDrafts.signed { $0.version = 1 })
    }
}
