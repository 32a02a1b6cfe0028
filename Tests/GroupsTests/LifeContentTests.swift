import Groups
import Policy
import Testing
import Wire

@Suite("What an item says about its life")
struct LifeContentTests {
    private func bundle(_ tlp: TLP = .green, recipients: [Recipient] = [], terms: ItemTerms = .none) throws -> ItemContent {
        try ItemContent(
            kind: .bundle, tlp: tlp, pap: nil, title: "Phishing wave", mediaType: "", created: 50, data: [1, 2], recipients: recipients,
            terms: terms)
    }

    private func survives(_ content: ItemContent) throws {
        let decoded = try ItemContent(decoding: content.encoded()[...])
        #expect(decoded == content)
        #expect(decoded.encoded() == content.encoded())
    }

    @Test("is written when it says something, and read as it was written", arguments: Resharing.allCases, Attribution.allCases)
    func terms(resharing: Resharing, attribution: Attribution) throws {
        for expires in [0, 51, UInt64.max] {
            for replaces in [nil, try filled(3)] as [Hash?] {
                let terms = ItemTerms(expires: expires, resharing: resharing, attribution: attribution, replaces: replaces)
                let content = try bundle(terms: terms)
                #expect(content.encoded()[0] == (terms == .none ? 0x87 : 0x89))
                try survives(content)
                let named = try bundle(.red, recipients: [Recipient(organisation: try filled(1), people: ["Ana"])])
                try survives(named)
            }
        }
    }

    @Test(
        "ends in the second it names, not before, and never without one",
        arguments: [(0, false), (99, false), (100, true), (.max, true)] as [(UInt64, Bool)])
    func expiry(second: UInt64, isOver: Bool) throws {
        #expect(ItemTerms(expires: 100).isExpired(at: second) == isOver)
        #expect(!ItemTerms.none.isExpired(at: second))
        #expect(throws: ItemContentError.invalidExpiry) { try bundle(terms: ItemTerms(expires: 50)) }
        #expect(throws: ItemContentError.invalidExpiry) { try bundle(terms: ItemTerms(expires: 1)) }
    }

    @Test("goes where its target goes when it is taken back, and to the same people")
    func withdrawal() throws {
        let target = try bundle(.red, recipients: [Recipient(organisation: try filled(1), people: ["Ana"])])
        let withdrawal = try Withdrawal(target: try filled(9), successor: try filled(8))
        let content = try ItemContent(withdrawal: withdrawal, of: target, reason: "A false alarm", created: 60)
        #expect(content.tlp == .red && content.recipients == target.recipients && content.terms == .none)
        #expect(content.withdrawal == withdrawal)
        try survives(content)
        #expect(target.withdrawal == nil)
        #expect(throws: ItemContentError.invalidTitle) {
            try ItemContent(withdrawal: withdrawal, of: target, reason: "a\nb", created: 60)
        }
        #expect(throws: ItemContentError.invalidWithdrawal) { try Withdrawal(target: try filled(9), successor: try filled(9)) }
    }

    @Test("is acknowledged in receipts of one order")
    func receipts() throws {
        let sorted = try (UInt8(1)...3).map { Receipts.Receipt(item: try filled($0), applied: UInt64($0)) }
        let receipts = try Receipts(sorted.reversed())
        #expect(receipts.receipts == sorted)
        let content = ItemContent(receipts: receipts, created: 60)
        #expect(content.receipts == receipts)
        try survives(content)
        let twice = [sorted[0], Receipts.Receipt(item: sorted[0].item, applied: 7)]
        for wrong in [[], twice, Array(repeating: sorted[0], count: 257)] {
            #expect(throws: ItemContentError.invalidReceipt) { try Receipts(wrong) }
        }
    }

    @Test("lets nobody contribute what names its author, or what is no bundle")
    func contribution() throws {
        let unnamed = try bundle(terms: ItemTerms(attribution: .forbidden))
        let contribution = try Contribution(wanted: try filled(7), content: unnamed)
        let content = ItemContent(contribution: contribution, created: 60)
        #expect(content.contribution == contribution)
        try survives(content)
        for wrong in [try bundle(), content] {
            #expect(throws: ItemContentError.invalidContribution) { try Contribution(wanted: try filled(7), content: wrong) }
        }
    }

    @Test("survives no changed bit: another content or a refusal, and the process goes on")
    func mutated() throws {
        let terms = ItemTerms(expires: 60, resharing: .never, attribution: .forbidden, replaces: try filled(3))
        let unnamed = try bundle(terms: terms)
        let contents = [
            unnamed, ItemContent(contribution: try Contribution(wanted: try filled(7), content: unnamed), created: 60),
            try ItemContent(withdrawal: try Withdrawal(target: try filled(9)), of: unnamed, reason: "", created: 60),
            ItemContent(receipts: try Receipts([Receipts.Receipt(item: try filled(1), applied: 5)]), created: 60),
        ]
        for content in contents {
            let bytes = content.encoded()
            for count in 0..<bytes.count { #expect((try? ItemContent(decoding: bytes[..<count])) == nil) }
            for mutated in mutations(of: bytes, at: 0..<bytes.count) {
                let decoded = try? ItemContent(decoding: mutated[...])
                #expect(decoded != content)
                #expect(decoded.map { $0.encoded() == mutated } ?? true)
            }
        }
    }
}
