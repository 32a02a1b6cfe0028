import Groups
import Ledger
import Testing
import Wire

struct OpeningOrderTests {
    @Test("Up to a hundred nodes may open at once")
    func smallSetsDoNotWait() throws {
        let nodes = (0..<100).map(node)
        #expect(nodes.allSatisfy { openingDelayMilliseconds(of: $0, among: nodes, network: network) == 0 })
    }

    @Test("More than a hundred wait by places that the set decides, spread over two seconds", arguments: [101, 400])
    func largeSetsWait(count: Int) throws {
        let nodes = (0..<count).map(node)
        let delays = nodes.map { openingDelayMilliseconds(of: $0, among: nodes, network: network) }
        #expect(delays.sorted() == (0..<count).map { UInt64($0) * 2_000 / UInt64(count) })
        #expect(delays != delays.sorted())
        let again = nodes.map { openingDelayMilliseconds(of: $0, among: nodes.reversed(), network: network) }
        #expect(again == delays)
        let elsewhere = nodes.map { openingDelayMilliseconds(of: $0, among: nodes, network: NetworkID(Hash(sha256: [1]).octets)) }
        #expect(elsewhere != delays)
        let more = nodes + [node(count)]
        #expect(nodes.map { openingDelayMilliseconds(of: $0, among: more, network: network) } != delays)
    }

    @Test("The places are those of the specification's formula, computed elsewhere")
    func knownPlaces() throws {
        let nodes = (0..<101).map(node)
        let delays = nodes.prefix(5).map { openingDelayMilliseconds(of: $0, among: nodes, network: network) }
        #expect(delays == [772, 1_366, 1_049, 1_089, 990])
    }

    private var network: NetworkID { NetworkID(Hash(sha256: []).octets) }

    private func node(_ number: Int) -> NodeID {
        guard let node = NodeID(big(UInt64(number)) + big(UInt64(7))) else { preconditionFailure("16 octets are a node") }
        return node
    }
}
