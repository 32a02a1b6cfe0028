import Groups
import Ledger
import Policy
import Testing
import Wire

@Suite("A re-share")
struct ReshareTests {
    private let fixture: ProofFixture

    init() throws { fixture = try ProofFixture() }

    private func original(_ tlp: TLP, pap: PAP? = nil, terms: ItemTerms = .none) throws -> ItemContent {
        try ItemContent(kind: .bundle, tlp: tlp, pap: pap, title: "Phishing wave", mediaType: "", created: 5, data: [1, 2], terms: terms)
    }

    /// The refusal when the original is shared again to such an audience; `nil` when it is let through.
    private func refusal(_ original: ItemContent, to audience: AudienceKind) throws -> ReshareError? {
        let content = try ItemContent(resharing: original, proof: try fixture.proof(of: original.encoded()), created: 6)
        do throws(ReshareError) {
            let reshare = try Reshare(opening: content, audience: audience, registry: fixture.registry)
            #expect(reshare.original == original)
            #expect(reshare.author == fixture.author)
            return nil
        } catch {
            return error
        }
    }

    @Test("goes where mark and author allow, and nowhere else", arguments: TLP.allCases, Resharing.allCases)
    func table(tlp: TLP, resharing: Resharing) throws {
        guard tlp != .red || resharing != .allowed else {
            #expect(throws: ItemContentError.invalidTerms) { try self.original(tlp, terms: ItemTerms(resharing: resharing)) }
            return
        }
        let original = try self.original(tlp, terms: ItemTerms(resharing: resharing))
        let mayGo = try AudienceKind.allCases.filter { try refusal(original, to: $0) == nil }
        let expected: [AudienceKind] =
            switch (tlp, resharing) {
            case (.clear, .asMarked), (.clear, .allowed): [.everyone, .community, .sector, .closed, .named]
            case (.green, .asMarked), (.green, .allowed): [.community, .sector, .closed, .named]
            case (.amber, .allowed), (.amberStrict, .allowed): [.closed, .named]
            default: []
            }
        #expect(mayGo == expected)
        for audience in AudienceKind.allCases where !expected.contains(audience) {
            #expect(try refusal(original, to: audience) == .reshareForbidden)
        }
    }

    @Test("of an author who must not be named goes nowhere", arguments: AudienceKind.allCases)
    func unnamed(audience: AudienceKind) throws {
        let original = try self.original(.clear, terms: ItemTerms(attribution: .forbidden))
        #expect(try refusal(original, to: audience) == .attributionForbidden)
    }

    @Test("has the original's mark, PAP, title and end, or stricter ones")
    func narrows() throws {
        let original = try self.original(.green, pap: .green, terms: ItemTerms(expires: 100))
        let proof = try fixture.proof(of: original.encoded())
        func open(_ content: ItemContent) throws(ReshareError) {
            _ = try Reshare(opening: content, audience: .closed, registry: fixture.registry)
        }
        for (tlp, pap, expires) in [(nil, nil, nil), (.amber, .red, 99), (.red, .green, 100)] as [(TLP?, PAP?, UInt64?)] {
            try open(try ItemContent(resharing: original, proof: proof, tlp: tlp, pap: pap, expires: expires, created: 6))
        }
        for (tlp, pap) in [(.clear, nil), (nil, .clear)] as [(TLP?, PAP?)] {
            let content = try ItemContent(resharing: original, proof: proof, tlp: tlp, pap: pap, created: 6)
            #expect(throws: ReshareError.weakerThanOriginal) { try open(content) }
        }
        for expires in [101, 0] as [UInt64] {
            let content = try ItemContent(resharing: original, proof: proof, expires: expires, created: 6)
            #expect(throws: ReshareError.laterExpiry) { try open(content) }
        }
        let renamed = try ItemContent(
            kind: .reshare, tlp: .green, pap: .green, title: "Another wave", mediaType: "", created: 6, data: proof.encoded(),
            terms: ItemTerms(expires: 100))
        #expect(throws: ReshareError.anotherTitle) { try open(renamed) }
    }

    @Test("of an item without PAP may have one, and of one with PAP must have one")
    func pap() throws {
        let bare = try original(.green)
        let proof = try fixture.proof(of: bare.encoded())
        _ = try Reshare(
            opening: try ItemContent(resharing: bare, proof: proof, pap: .clear, created: 6), audience: .closed, registry: fixture.registry)
        let marked = try original(.green, pap: .clear)
        let content = try ItemContent(
            kind: .reshare, tlp: .green, pap: nil, title: "Phishing wave", mediaType: "", created: 6,
            data: try fixture.proof(of: marked.encoded()).encoded())
        #expect(throws: ReshareError.weakerThanOriginal) {
            try Reshare(opening: content, audience: .closed, registry: fixture.registry)
        }
    }

    @Test("whose proof has one octet changed anywhere is refused, or says exactly the same")
    func tampered() throws {
        let original = try self.original(.green)
        let data = try fixture.proof(of: original.encoded()).encoded()
        let whole = try ItemContent(kind: .reshare, tlp: .green, pap: nil, title: original.title, mediaType: "", created: 6, data: data)
        let expected = try Reshare(opening: whole, audience: .closed, registry: fixture.registry)
        for place in stride(from: 0, to: data.count, by: 7) {
            var changed = data
            changed[place] ^= 1
            let content = try ItemContent(
                kind: .reshare, tlp: .green, pap: nil, title: original.title, mediaType: "", created: 6, data: changed)
            let opened = try? Reshare(opening: content, audience: .closed, registry: fixture.registry)
            #expect(opened == nil || opened?.original == original && opened?.item == expected.item)
        }
    }

    @Test("lets the author's corrections and withdrawals reach it")
    func follows() throws {
        let original = try self.original(.green, terms: ItemTerms(expires: 90, replaces: try filled(3)))
        let content = try ItemContent(resharing: original, proof: try fixture.proof(of: original.encoded()), created: 6)
        let reshare = try Reshare(opening: content, audience: .closed, registry: fixture.registry)
        let version = ItemVersion(id: try filled(0x70), organisation: try filled(2), content: content, original: reshare.item)
        #expect(reshare.originalVersion.replaces == (try filled(3)))
        #expect(version.expires == 90)
        let withdrawal = IssuedWithdrawal(
            id: try filled(8), organisation: fixture.author, withdrawal: try Withdrawal(target: try filled(3)))
        let lines = ItemLines(versions: [reshare.originalVersion, version], withdrawals: [withdrawal])
        #expect(lines.state(of: version.id, at: 7) == .withdrawn(by: try filled(8)))
    }

    @Test("is nothing but a re-share")
    func otherKinds() throws {
        let content = try original(.clear)
        #expect(throws: ReshareError.notShareable) { try Reshare(opening: content, audience: .closed, registry: fixture.registry) }
    }
}
