import Testing
import Wire

@testable import Groups

/// Contents with terms, and of the kinds that are about an item's life.
enum LifeContentDrafts {
    static func all() -> [VectorDraft] { terms() + withdrawals() + reshares() + receipts() + contributions() }

    private typealias Terms = ContentDrafts.Terms

    private static func id(_ octet: UInt8) -> [UInt8] { [UInt8](repeating: octet, count: 32) }

    private static func terms() -> [VectorDraft] {
        let past = Terms(expires: 1_760_000_000)
        return [
            draft(
                "content-terms", "success", "Expires, is shared again by nobody, its author must not be named, corrects an item.",
                tlp: 3, pap: 2, title: "Phishing wave",
                terms: Terms(expires: 1_770_000_000, reshare: 1, attribution: 1, replaces: id(0xCC))),
            draft("content-terms-expiry", "success", "Expires a second after it was created.", terms: Terms(expires: 1_760_000_001)),
            draft("content-terms-replaces", "success", "Corrects an item.", terms: Terms(replaces: id(0x11))),
            draft("content-terms-allowed", "success", "TLP:AMBER+STRICT, and others may share it.", tlp: 3, terms: Terms(reshare: 2)),
            draft(
                "content-terms-recipients", "success", "TLP:RED with people and terms.", tlp: 4, recipients: [(1, ["Ana"])],
                terms: Terms(reshare: 1)),
            draft(
                "content-terms-reshared", "success", "A re-share that ends and corrects one.", kind: 3,
                terms: Terms(expires: 1_770_000_000, replaces: id(1))),
            draft("content-terms-none", "invalidTerms", "Terms that say nothing.", terms: Terms()),
            draft("content-terms-reshare", "invalidTerms", "Reshare 3.", terms: Terms(reshare: 3)),
            draft("content-terms-attribution", "invalidTerms", "Attribution 2.", terms: Terms(attribution: 2)),
            draft("content-terms-red", "invalidTerms", "TLP:RED, and others may share it.", tlp: 4, terms: Terms(reshare: 2)),
            draft("content-terms-expired", "invalidExpiry", "Expires in the second in which it was created.", terms: past),
            draft(
                "content-terms-replaces-short", "encoding", "Corrects an item of 31 octets.",
                terms: Terms(replaces: Array(id(1).dropLast()))),
            draft(
                "content-terms-recipients-amber", "unexpectedRecipients", "TLP:AMBER names somebody.", recipients: [(1, ["Ana"])],
                terms: Terms(reshare: 1)),
            draft(
                "content-terms-roster", "unexpectedTerms", "A roster document that expires.", kind: 1, terms: Terms(expires: 1_770_000_000)),
            draft(
                "content-terms-withdrawal", "unexpectedTerms", "A withdrawal that expires.", kind: 2, data: withdrawal(id(1), []),
                terms: Terms(expires: 1_770_000_000)),
            draft(
                "content-terms-receipts", "unexpectedTerms", "Receipts that correct an item.", kind: 4, data: receipts([(1, 5)]),
                terms: Terms(replaces: id(1))),
            draft(
                "content-terms-contribution", "unexpectedTerms", "A contribution whose author must not be named, outside.", kind: 5, tlp: 3,
                data: contribution(unnamed), terms: Terms(attribution: 1)),
            draft(
                "content-terms-reshared-reshare", "unexpectedTerms", "A re-share that others may share.", kind: 3, terms: Terms(reshare: 2)),
            draft(
                "content-terms-reshared-attribution", "unexpectedTerms", "A re-share whose author must not be named.", kind: 3,
                terms: Terms(attribution: 1)),
        ]
    }

    private static func withdrawal(_ target: [UInt8], _ successor: [UInt8], fields: Int = 2) -> [UInt8] {
        var writer = CBORWriter()
        writer.array(fields)
        writer.byteString(target)
        writer.byteString(successor)
        return writer.bytes
    }

    private static func withdrawals() -> [VectorDraft] {
        let (retraction, move) = (withdrawal(id(0x11), []), withdrawal(id(0x22), id(0x55)))
        return [
            draft(
                "content-withdrawal", "success", "A retraction with its reason.", kind: 2, tlp: 1, title: "A false alarm", data: retraction,
                says: [("target", id(0x11)), ("successor", [])]),
            draft(
                "content-withdrawal-move", "success", "An item lives on as another.", kind: 2, data: move,
                says: [("target", id(0x22)), ("successor", id(0x55))]),
            draft(
                "content-withdrawal-red", "success", "Of an item for one person.", kind: 2, tlp: 4, data: retraction,
                recipients: [(1, ["Ana"])], says: [("target", id(0x11)), ("successor", [])]),
            draft("content-withdrawal-pap", "unexpectedFields", "A retraction with a PAP.", kind: 2, pap: 2, data: retraction),
            draft(
                "content-withdrawal-media-type", "unexpectedFields", "A retraction with a media type.", kind: 2, mediaType: "text/plain",
                data: retraction),
            draft(
                "content-withdrawal-itself", "invalidWithdrawal", "An item that succeeds itself.", kind: 2, data: withdrawal(id(1), id(1))),
            draft("content-withdrawal-no-target", "invalidWithdrawal", "No target.", kind: 2, data: withdrawal([], id(1))),
            draft(
                "content-withdrawal-short", "invalidWithdrawal", "A successor of 31 octets.", kind: 2,
                data: withdrawal(id(1), Array(id(2).dropLast()))),
            draft(
                "content-withdrawal-count", "invalidWithdrawal", "An array of three with two fields.", kind: 2,
                data: withdrawal(id(1), [], fields: 3)),
            draft("content-withdrawal-trailing", "invalidWithdrawal", "One octet more.", kind: 2, data: retraction + [0]),
        ]
    }

    private static func reshares() -> [VectorDraft] {
        [
            draft(
                "content-reshare", "success", "The fields of a re-share; its data is not looked at here.", kind: 3, tlp: 1, pap: 2,
                title: "Phishing wave"),
            draft("content-reshare-media-type", "unexpectedFields", "A re-share with a media type.", kind: 3, mediaType: "text/plain"),
        ]
    }

    private static func receipts(_ receipts: [(item: UInt8, applied: UInt64)]) -> [UInt8] {
        var writer = CBORWriter()
        writer.array(receipts.count)
        for (item, applied) in receipts {
            writer.array(2)
            writer.byteString(id(item))
            writer.unsigned(applied)
        }
        return writer.bytes
    }

    private static func receipts() -> [VectorDraft] {
        let two = receipts([(0x77, 1_760_000_060), (0x88, 1_760_000_060)])
        var many = CBORWriter()
        many.array(257)
        for number in UInt8.min...UInt8.max {
            many.array(2)
            many.byteString(id(number))
            many.unsigned(UInt64(5))
        }
        many.array(2)
        many.byteString(id(255).dropLast() + [0])
        many.unsigned(UInt64(5))
        return [
            draft(
                "content-receipts", "success", "Two receipts.", kind: 4, data: two,
                says: [
                    ("item", id(0x77)), ("applied", big(UInt64(1_760_000_060))), ("item", id(0x88)),
                    ("applied", big(UInt64(1_760_000_060))),
                ]),
            draft("content-receipts-tlp", "unexpectedFields", "Receipts under TLP:GREEN.", kind: 4, tlp: 1, data: two),
            draft("content-receipts-title", "unexpectedFields", "Receipts with a title.", kind: 4, title: "x", data: two),
            draft("content-receipts-none", "invalidReceipt", "No receipt.", kind: 4, data: receipts([])),
            draft("content-receipts-order", "invalidReceipt", "Items in falling order.", kind: 4, data: receipts([(2, 5), (1, 5)])),
            draft("content-receipts-twice", "invalidReceipt", "An item twice.", kind: 4, data: receipts([(1, 5), (1, 6)])),
            draft("content-receipts-many", "invalidReceipt", "257 receipts.", kind: 4, data: many.bytes),
            draft("content-receipts-trailing", "invalidReceipt", "One octet more.", kind: 4, data: two + [0]),
        ]
    }

    /// TLP:GREEN; its author must not be named.
    private static let unnamed = ContentDrafts.encoded(tlp: 1, terms: Terms(attribution: 1))

    private static func contribution(_ content: [UInt8]) -> [UInt8] {
        var writer = CBORWriter()
        writer.array(2)
        writer.byteString([UInt8](repeating: 0xBB, count: 16))
        writer.byteString(content)
        return writer.bytes
    }

    private static func contributions() -> [VectorDraft] {
        let whole = contribution(unnamed)
        return [
            draft(
                "content-contribution", "success", "A bundle under TLP:GREEN.", kind: 5, tlp: 3, data: whole,
                says: [("wanted", [UInt8](repeating: 0xBB, count: 16)), ("inner", unnamed)]),
            draft("content-contribution-tlp", "unexpectedFields", "A contribution under TLP:AMBER.", kind: 5, data: whole),
            draft(
                "content-contribution-title", "unexpectedFields", "A contribution with a title.", kind: 5, tlp: 3, title: "x", data: whole),
            draft(
                "content-contribution-named", "invalidContribution", "The author may be named.", kind: 5, tlp: 3,
                data: contribution(ContentDrafts.encoded(tlp: 1))),
            draft(
                "content-contribution-roster", "invalidContribution", "A roster document is contributed.", kind: 5, tlp: 3,
                data: contribution(ContentDrafts.encoded(kind: 1))),
            draft(
                "content-contribution-nested", "invalidContribution", "A contribution is contributed.", kind: 5, tlp: 3,
                data: contribution(ContentDrafts.encoded(kind: 5, tlp: 3, data: whole))),
            draft(
                "content-contribution-content", "invalidContribution", "The content has a line feed in its title.", kind: 5, tlp: 3,
                data: contribution(ContentDrafts.encoded(tlp: 1, title: "a\nb", terms: Terms(attribution: 1)))),
            draft("content-contribution-trailing", "invalidContribution", "One octet more.", kind: 5, tlp: 3, data: whole + [0]),
        ]
    }

    private static func draft(
        _ name: String, _ expect: String, _ comment: String, kind: UInt8 = 0, tlp: UInt8 = 2, pap: UInt8 = 0, title: String = "",
        mediaType: String = "", data: [UInt8] = Array("{}".utf8), recipients: [(organisation: UInt8, people: [String])]? = nil,
        terms: Terms? = nil, says: [(key: String, octets: [UInt8])] = []
    ) -> VectorDraft {
        ContentDrafts.draft(
            name, expect, comment, kind: kind, tlp: tlp, pap: pap, title: title, mediaType: mediaType, data: data, recipients: recipients,
            terms: terms, says: says)
    }
}
