import Testing
import Wire

@testable import Groups

enum ContentDrafts {
    static func all() -> [VectorDraft] {
        let stix = "application/stix+json;version=2.1"
        return [
            draft("content-bundle", "success", "TLP:AMBER+STRICT, PAP:GREEN.", tlp: 3, pap: 2, title: "Phishing wave", mediaType: stix),
            draft("content-clear", "success", "TLP:CLEAR, no PAP, no title.", tlp: 0),
            draft("content-red", "success", "TLP:RED, PAP:RED, a title of three scripts.", tlp: 4, pap: 4, title: "Ünï 漢字 ميناء"),
            draft("content-roster", "success", "A roster document's fields.", kind: 1),
            draft("content-unknown-kind", "unknownKind", "Kind 6.", kind: 6),
            draft("content-unknown-tlp", "unknownTLP", "TLP 5.", tlp: 5),
            draft("content-unknown-pap", "unknownPAP", "PAP 5.", pap: 5),
            draft("content-title-newline", "invalidTitle", "A line feed in the title.", title: "a\nb"),
            draft("content-title-direction", "invalidTitle", "U+202E in the title.", title: "a\u{202E}b"),
            draft("content-media-type", "invalidMediaType", "A media type that is not ASCII.", mediaType: "tëxt/plain"),
            draft("content-roster-title", "unexpectedRosterFields", "A roster document with a title.", kind: 1, title: "x"),
            draft("content-roster-tlp", "unexpectedRosterFields", "A roster document under TLP:GREEN.", kind: 1, tlp: 1),
            draft("content-title-long", "encoding", "A title of 513 octets.", title: String(repeating: "x", count: 513)),
            draft("content-trailing", "encoding", "One octet more.", trailing: [0]),
            draft(
                "content-recipients", "success", "Three people of two organisations.", tlp: 4,
                recipients: [(1, ["Ana", "ana@example.org"]), (2, ["漢字"])]),
            draft(
                "content-recipients-amber", "unexpectedRecipients", "TLP:AMBER+STRICT names somebody.", tlp: 3, recipients: [(1, ["Ana"])]),
            draft(
                "content-recipients-roster", "unexpectedRecipients", "A roster document names somebody.", kind: 1, tlp: 2,
                recipients: [(1, ["Ana"])]),
            draft("content-recipients-none", "invalidRecipients", "The eighth field is an empty array.", tlp: 4, recipients: []),
            draft(
                "content-recipients-order", "invalidRecipients", "Organisations out of order.", tlp: 4,
                recipients: [(2, ["Ana"]), (1, ["Bo"])]),
            draft(
                "content-recipients-organisation-twice", "invalidRecipients", "An organisation stands twice.", tlp: 4,
                recipients: [(1, ["Ana"]), (1, ["Bo"])]),
            draft("content-recipients-nobody", "invalidRecipients", "An organisation without people.", tlp: 4, recipients: [(1, [])]),
            draft("content-person-empty", "invalidRecipients", "A person without a name.", tlp: 4, recipients: [(1, [""])]),
            draft("content-person-twice", "invalidRecipients", "A person stands twice.", tlp: 4, recipients: [(1, ["Ana", "Ana"])]),
            draft("content-person-order", "invalidRecipients", "People out of order.", tlp: 4, recipients: [(1, ["Bo", "Ana"])]),
            draft("content-person-direction", "invalidRecipients", "U+202E in a name.", tlp: 4, recipients: [(1, ["a\u{202E}b"])]),
            draft(
                "content-person-long", "encoding", "A name of 129 octets.", tlp: 4,
                recipients: [(1, [String(repeating: "x", count: 129)])]),
        ]
    }

    /// Terms as they stand in the content, whatever they say.
    struct Terms {
        var expires: UInt64 = 0
        var reshare: UInt8 = 0
        var attribution: UInt8 = 0
        var replaces: [UInt8] = []
    }

    /// The content's octets, whatever they say; with terms the array of nine, with recipients else that of eight.
    static func encoded(
        kind: UInt8 = 0, tlp: UInt8 = 2, pap: UInt8 = 0, title: String = "", mediaType: String = "", data: [UInt8] = Array("{}".utf8),
        recipients: [(organisation: UInt8, people: [String])]? = nil, terms: Terms? = nil
    ) -> [UInt8] {
        var writer = CBORWriter()
        writer.array(terms != nil ? 9 : recipients == nil ? 7 : 8)
        writer.unsigned(kind)
        writer.unsigned(tlp)
        writer.unsigned(pap)
        writer.text(title)
        writer.text(mediaType)
        writer.unsigned(UInt64(1_760_000_000))
        writer.byteString(data)
        if recipients != nil || terms != nil { write(recipients ?? [], to: &writer) }
        if let terms {
            writer.array(4)
            writer.unsigned(terms.expires)
            writer.unsigned(terms.reshare)
            writer.unsigned(terms.attribution)
            writer.byteString(terms.replaces)
        }
        return writer.bytes
    }

    static func draft(
        _ name: String, _ expect: String, _ comment: String, kind: UInt8 = 0, tlp: UInt8 = 2, pap: UInt8 = 0, title: String = "",
        mediaType: String = "", data: [UInt8] = Array("{}".utf8), trailing: [UInt8] = [],
        recipients: [(organisation: UInt8, people: [String])]? = nil, terms: Terms? = nil, says: [(key: String, octets: [UInt8])] = []
    ) -> VectorDraft {
        let content = encoded(
            kind: kind, tlp: tlp, pap: pap, title: title, mediaType: mediaType, data: data, recipients: recipients, terms: terms)
        var draft = VectorDraft(
            topic: "envelope", name: name, expect: expect, section: "Content", comment: comment,
            fields: [("content", content + trailing)])
        if expect == "success" {
            draft.fields += [
                ("kind", [kind]), ("tlp", [tlp]), ("pap", [pap]), ("title", Array(title.utf8)), ("media-type", Array(mediaType.utf8)),
                ("created", big(UInt64(1_760_000_000))), ("data", data),
            ]
            // One line for each person, after its organisation's.
            for (organisation, people) in recipients ?? [] {
                draft.fields += people.flatMap { person in
                    [("recipient", [UInt8](repeating: organisation, count: 16)), ("person", Array(person.utf8))]
                }
            }
            if let terms {
                draft.fields += [
                    ("expires", big(terms.expires)), ("reshare", [terms.reshare]), ("attribution", [terms.attribution]),
                    ("replaces", terms.replaces),
                ]
            }
            draft.fields += says
        }
        return draft
    }

    private static func write(_ recipients: [(organisation: UInt8, people: [String])], to writer: inout CBORWriter) {
        writer.array(recipients.count)
        for (organisation, people) in recipients {
            writer.array(2)
            writer.byteString([UInt8](repeating: organisation, count: 16))
            writer.array(people.count)
            for person in people { writer.text(person) }
        }
    }
}
