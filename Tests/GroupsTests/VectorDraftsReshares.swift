import Ledger
import Policy
import Testing
import Wire

@testable import Groups

/// Contents of the kind 3, the records of the reader's registry, and the kind of the audience into which they came.
enum ReshareDrafts {
    private typealias Terms = ContentDrafts.Terms

    static func all() throws -> [VectorDraft] { try allowed() + narrowed() + forbidden() + unproven() }

    private static func allowed() throws -> [VectorDraft] {
        try [
            draft("reshare-clear", "success", "TLP:CLEAR from a closed group to everyone.", original(tlp: 0), to: .everyone, tlp: 0),
            draft(
                "reshare-public", "success", "A plain item of the public group to the community.", original(tlp: 0), to: .community, tlp: 0,
                ProofFixture.Shape(isSealed: false, isPublic: true)),
            draft("reshare-green", "success", "TLP:GREEN to the community.", original(tlp: 1), to: .community, tlp: 1),
            draft(
                "reshare-allowed", "success", "TLP:AMBER+STRICT that its author lets others share, to a closed group.",
                original(tlp: 3, terms: Terms(reshare: 2)), to: .closed, tlp: 3),
            draft(
                "reshare-stricter", "success", "TLP:GREEN, PAP:CLEAR as TLP:RED, PAP:RED, and it ends earlier.",
                original(tlp: 1, pap: 1, terms: Terms(expires: 1_770_000_000)), to: .named, tlp: 4, pap: 4,
                terms: Terms(expires: 1_769_999_999)),
        ]
    }

    private static func narrowed() throws -> [VectorDraft] {
        let ends = original(tlp: 1, terms: Terms(expires: 1_770_000_000))
        return try [
            draft("reshare-weaker-tlp", "weakerThanOriginal", "TLP:GREEN as TLP:CLEAR.", original(tlp: 1), to: .closed, tlp: 0),
            draft(
                "reshare-weaker-pap", "weakerThanOriginal", "PAP:RED as PAP:AMBER.", original(tlp: 1, pap: 4), to: .closed, tlp: 1, pap: 3),
            draft("reshare-no-pap", "weakerThanOriginal", "PAP:CLEAR as no PAP.", original(tlp: 1, pap: 1), to: .closed, tlp: 1),
            draft("reshare-title", "anotherTitle", "Another title.", original(tlp: 1), to: .closed, tlp: 1, title: "Phishing waves"),
            draft(
                "reshare-title-spelling", "anotherTitle", "The same letters in other octets.", original(tlp: 1, title: "\u{E9}t\u{E9}"),
                to: .closed, tlp: 1, title: "e\u{301}te\u{301}"),
            draft(
                "reshare-later", "laterExpiry", "Ends a second later.", ends, to: .closed, tlp: 1, terms: Terms(expires: 1_770_000_001)),
            draft("reshare-no-end", "laterExpiry", "Ends never.", ends, to: .closed, tlp: 1),
        ]
    }

    private static func forbidden() throws -> [VectorDraft] {
        try [
            draft("reshare-green-public", "reshareForbidden", "TLP:GREEN to everyone.", original(tlp: 1), to: .everyone, tlp: 1),
            draft("reshare-amber", "reshareForbidden", "TLP:AMBER to a named group.", original(tlp: 2), to: .named, tlp: 2),
            draft(
                "reshare-amber-community", "reshareForbidden", "TLP:AMBER that others may share, to the community.",
                original(tlp: 2, terms: Terms(reshare: 2)), to: .community, tlp: 2),
            draft("reshare-red", "reshareForbidden", "TLP:RED to a named group.", original(tlp: 4), to: .named, tlp: 4),
            draft(
                "reshare-never", "reshareForbidden", "TLP:CLEAR that nobody may share.", original(tlp: 0, terms: Terms(reshare: 1)),
                to: .closed, tlp: 0),
            draft(
                "reshare-unnamed", "attributionForbidden", "The author must not be named.", original(tlp: 0, terms: Terms(attribution: 1)),
                to: .closed, tlp: 0),
            draft("reshare-of-reshare", "notShareable", "The original is a re-share.", original(kind: 3, tlp: 0), to: .closed, tlp: 0),
            draft(
                "reshare-of-roster", "notShareable", "The original is a roster document.", original(kind: 1, tlp: 2, title: ""),
                to: .closed, tlp: 2, title: ""),
            draft(
                "reshare-of-epoch", "notShareable", "The entry is no item.", original(tlp: 0), to: .closed, tlp: 0,
                ProofFixture.Shape(kind: .epoch, isSealed: false)),
        ]
    }

    private static func unproven() throws -> [VectorDraft] {
        let (fixture, green) = (try ProofFixture(), original(tlp: 1))
        var broken = try fixture.proof(of: green)
        broken.body?[0] ^= 1
        return try [
            draft(
                "reshare-without-secret", "originalNotShown", "The body is sealed.", green, to: .closed, tlp: 1,
                ProofFixture.Shape(hasSecret: false)),
            draft(
                "reshare-without-body", "originalNotShown", "The header alone.", green, to: .closed, tlp: 1,
                ProofFixture.Shape(hasBody: false)),
            draft(
                "reshare-content", "invalidTitle", "A line feed in the original's title.", original(tlp: 1, title: "a\nb"), to: .closed,
                tlp: 1),
            draft("reshare-encoding", "encoding", "The original is no content.", [1, 2, 3], to: .closed, tlp: 1),
            draft(
                "reshare-plain", "plainItem", "The original is plain in a closed group.", green, to: .closed, tlp: 1,
                ProofFixture.Shape(isSealed: false)),
            draft(
                "reshare-sealed-public", "sealedPublicItem", "The original is sealed in the public group.", original(tlp: 0), to: .closed,
                tlp: 0,
                ProofFixture.Shape(isPublic: true)),
            draft(
                "reshare-not-clear", "notClear", "The original is TLP:GREEN in the public group.", green, to: .closed, tlp: 1,
                ProofFixture.Shape(isSealed: false, isPublic: true)),
            draft("reshare-broken", "bodyMismatch", "One bit of the body is another.", to: .closed, tlp: 1, data: broken.encoded()),
            draft("reshare-no-proof", "proofMalformed", "The data is no proof file.", to: .closed, tlp: 1, data: Array("{}".utf8)),
            draft(
                "reshare-network", "networkUnexpected", "The proof is of another network.", to: .closed, tlp: 1,
                data: try ProofFixture(name: "Elsewhere").proof(of: green).encoded()),
            draft(
                "reshare-author", "authorUnknown", "The reader's registry has no certificate of the author yet.", green, to: .closed,
                tlp: 1,
                reader: fixture.early()),
            draft(
                "reshare-key", "authorKeyRevoked", "The author's key is revoked in the reader's registry, and the proof leaves it out.",
                green,
                to: .closed, tlp: 1, reader: fixture.revoked()),
        ]
    }

    private static func original(kind: UInt8 = 0, tlp: UInt8, pap: UInt8 = 0, title: String = "Phishing wave", terms: Terms? = nil)
        -> [UInt8]
    {
        ContentDrafts.encoded(kind: kind, tlp: tlp, pap: pap, title: title, terms: terms)
    }

    private static func draft(
        _ name: String, _ expect: String, _ comment: String, _ original: [UInt8] = [], to audience: AudienceKind, tlp: UInt8,
        pap: UInt8 = 0,
        title: String = "Phishing wave", terms: Terms? = nil, _ shape: ProofFixture.Shape = ProofFixture.Shape(), data: [UInt8]? = nil,
        reader: ProofFixture? = nil
    ) throws -> VectorDraft {
        let fixture = try ProofFixture()
        let proof = try fixture.proof(of: original, shape)
        var draft = VectorDraft(
            topic: "life", name: name, expect: expect, section: "Re-shares", comment: comment,
            fields: (reader ?? fixture).records.map { ("record", $0) } + [
                ("audience", [audience.rawValue]),
                (
                    "content",
                    ContentDrafts.encoded(kind: 3, tlp: tlp, pap: pap, title: title, data: data ?? proof.encoded(), terms: terms)
                ),
            ], chapter: 9)
        guard expect == "success" else { return draft }
        draft.fields += [("item", Hash.leaf(proof.header).array), ("author", fixture.author.array), ("original", original)]
        return draft
    }
}
