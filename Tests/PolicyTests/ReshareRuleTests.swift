import Policy
import Testing

@Suite("Sharing somebody else's item again")
struct ReshareRuleTests {
    @Test("is never wider than sharing it at first, and an author who says no is heard", arguments: TLP.allCases, AudienceKind.allCases)
    func narrows(tlp: TLP, audience: AudienceKind) {
        for resharing in Resharing.allCases {
            let refusal = ReshareRule.refusal(tlp: tlp, resharing: resharing, attribution: .allowed, audience: audience)
            let mayBeShared = decide(tlp: tlp, audience: audience, organisations: 2) == .allow
            let mayGo = mayBeShared && (resharing == .allowed ? tlp < .red : resharing == .asMarked && tlp <= .green)
            #expect((refusal == nil) == mayGo)
            #expect(
                ReshareRule.refusal(tlp: tlp, resharing: resharing, attribution: .forbidden, audience: audience) == .attributionForbidden)
            guard let refusal else { continue }
            #expect(refusal.code == "reshareForbidden")
            #expect(refusal.reason.hasSuffix(".") && refusal.remedy.hasPrefix("Ask its author"))
        }
    }

    @Test("is refused in words that tell what stands against it")
    func words() {
        func reason(_ tlp: TLP, _ resharing: Resharing, _ audience: AudienceKind) -> String? {
            ReshareRule.refusal(tlp: tlp, resharing: resharing, attribution: .allowed, audience: audience)?.reason
        }
        #expect(reason(.clear, .never, .closed) == "Its author lets nobody share it again.")
        #expect(reason(.amber, .asMarked, .closed) == "TLP:AMBER stays with those who received it, unless its author allows more.")
        #expect(reason(.green, .asMarked, .everyone) == "TLP:GREEN may go at most to all members, and this goes to the public.")
        #expect(reason(.amber, .allowed, .community) == "TLP:AMBER may go at most to a closed group, and this goes to all members.")
    }
}
