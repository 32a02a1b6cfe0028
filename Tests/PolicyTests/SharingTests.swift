import Policy
import Testing

/// The table of specification chapter 5, written out: a row for each mark, the audiences it may reach.
private let table: [(tlp: TLP, allowed: [AudienceKind])] = [
    (.clear, [.everyone, .community, .sector, .closed, .named]),
    (.green, [.community, .sector, .closed, .named]),
    (.amber, [.closed, .named]),
    (.amberStrict, [.closed, .named]),
    (.red, [.named]),
]

@Suite("The sharing decision")
struct SharingTests {
    @Test("Every mark and audience is decided as the table says", arguments: TLP.allCases, AudienceKind.allCases)
    func upperBound(tlp: TLP, audience: AudienceKind) throws {
        let row = try #require(table.first { $0.tlp == tlp })
        let expected: SharingDecision = row.allowed.contains(audience) ? .allow : .refuse(.audienceTooWide(tlp: tlp, audience: audience))
        #expect(decide(tlp: tlp, audience: audience, organisations: 3) == expected)
    }

    @Test("No mark is refused for every audience", arguments: AudienceKind.allCases)
    func unmarked(audience: AudienceKind) {
        #expect(decide(tlp: nil, audience: audience, organisations: 3) == .refuse(.unmarked))
    }

    @Test("An empty audience is nobody, never everybody", arguments: [AudienceKind.community, .sector, .closed, .named], [0, -1])
    func emptyAudience(audience: AudienceKind, organisations: Int) {
        #expect(decide(tlp: .clear, audience: audience, organisations: organisations) == .refuse(.audienceEmpty(audience)))
    }

    @Test("The public needs no organisations")
    func publicNeedsNobody() {
        #expect(decide(tlp: .clear, audience: .everyone, organisations: 0) == .allow)
    }

    @Test("A mark too strict is reported before an empty audience")
    func orderOfRules() {
        #expect(decide(tlp: .red, audience: .closed, organisations: 0) == .refuse(.audienceTooWide(tlp: .red, audience: .closed)))
    }

    @Test("Representatives are named with TLP:RED or not at all", arguments: TLP.allCases)
    func people(tlp: TLP) {
        let expected: SharingDecision = tlp == .red ? .allow : .refuse(.peopleNeedRed(tlp))
        #expect(decide(tlp: tlp, audience: .named, organisations: 2, namesPeople: true) == expected)
        #expect(decide(tlp: tlp, audience: .named, organisations: 0, namesPeople: true) == .refuse(.audienceEmpty(.named)))
    }

    @Test("A stricter mark never reaches further", arguments: TLP.allCases, TLP.allCases)
    func monotone(weaker: TLP, stricter: TLP) {
        guard weaker <= stricter else { return }
        for audience in AudienceKind.allCases where decide(tlp: stricter, audience: audience, organisations: 1) == .allow {
            #expect(decide(tlp: weaker, audience: audience, organisations: 1) == .allow)
        }
    }
}

@Suite("The effective mark")
struct EffectiveMarkTests {
    @Test("A request against a marked file narrows it or is refused", arguments: TLP.allCases, TLP.allCases)
    func both(fileMark: TLP, requested: TLP) {
        let expected: Result<TLP, SharingRefusal> =
            requested.rawValue >= fileMark.rawValue
            ? .success(requested) : .failure(.weakerThanFile(fileMark: fileMark, requested: requested))
        #expect(effective(fileMark: fileMark, requested: requested) == expected)
        #expect(effective(fileMark: fileMark, requested: requested, unmarkedDefault: .clear) == expected)
    }

    @Test("One mark alone is taken, whoever gave it, and a default does not touch it", arguments: TLP.allCases)
    func one(mark: TLP) {
        #expect(effective(fileMark: mark, requested: nil, unmarkedDefault: .clear) == .success(mark))
        #expect(effective(fileMark: nil, requested: mark, unmarkedDefault: .red) == .success(mark))
    }

    @Test("No mark at all is refused, unless the node has a default")
    func none() {
        #expect(effective(fileMark: nil, requested: nil) == .failure(.unmarked))
        #expect(effective(fileMark: nil, requested: nil, unmarkedDefault: .amber) == .success(.amber))
    }
}

@Suite("Refusals as people read them")
struct RefusalTests {
    static let all: [SharingRefusal] =
        [.unmarked, .weakerThanFile(fileMark: .amber, requested: .green)]
        + AudienceKind.allCases.map { .audienceEmpty($0) } + TLP.allCases.map { .peopleNeedRed($0) }
        + TLP.allCases.flatMap { tlp in AudienceKind.allCases.map { .audienceTooWide(tlp: tlp, audience: $0) } }

    @Test("Every refusal has a code, a reason and a remedy in whole sentences", arguments: all)
    func texts(refusal: SharingRefusal) {
        #expect(["unmarked", "audienceTooWide", "audienceEmpty", "peopleNeedRed", "weakerThanFile"].contains(refusal.code))
        for sentence in [refusal.reason, refusal.remedy] {
            #expect(sentence.hasSuffix("."))
            #expect(sentence.first?.isUppercase == true)
        }
    }

    @Test("A refusal names the mark and the audience that do not fit")
    func names() {
        let refusal = SharingRefusal.audienceTooWide(tlp: .amber, audience: .community)
        #expect(refusal.reason == "TLP:AMBER may go at most to a closed group, and this goes to all members.")
        #expect(SharingRefusal.weakerThanFile(fileMark: .red, requested: .green).reason.contains("TLP:RED"))
    }
}
