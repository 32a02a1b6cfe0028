import MISP
import Testing

@Suite("What a MISP event says of itself")
struct DistributionTests {
    @Test("Distributions are digits, from the own organisation to inherited")
    func digits() {
        #expect(MISPDistribution.allCases.map(\.rawValue) == ["0", "1", "2", "3", "4", "5"])
    }
}
