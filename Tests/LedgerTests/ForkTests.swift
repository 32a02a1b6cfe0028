import Ledger
import Sodium
import Testing
import Vectors
import Wire

@Suite("Evidence of a forked journal")
struct ForkTests {
    @Test("agrees with the vectors", arguments: try VectorFile.all(in: "fork"))
    func vectors(_ vector: VectorFile) throws {
        let payload = try vector.octets("payload")
        guard case .evidence(let evidence) = try Message(decoding: payload[...]) else {
            Issue.record("\(vector.name) is no evidence")
            return
        }
        #expect(Message.evidence(evidence).encoded() == payload)
        let network = try #require(NetworkID(try vector.octets("network")))
        let (origin, keys) = (try vector.text("registry-origin"), try vector.keys("key"))
        guard vector.expect == "success" else {
            let refusal = try #require(ForkError(rawValue: vector.expect))
            #expect(throws: refusal) { try evidence.verify(network: network, registryOrigin: origin, keys: keys) }
            // What needs no key is found without.
            if refusal == .forkSignature { try evidence.check() } else { #expect(throws: refusal) { try evidence.check() } }
            return
        }
        #expect((evidence.other == nil) == (try vector.number("question") == 1))
        let signers = try evidence.verify(network: network, registryOrigin: origin, keys: keys)
        #expect(signers == Set(try vector.keys("signer").map(\.octets)))
        #expect(throws: ForkError.forkSignature) { try evidence.verify(network: network, registryOrigin: origin + "x", keys: keys) }
        #expect(throws: ForkError.forkSignature) { try evidence.verify(network: network, registryOrigin: origin, keys: []) }
    }

    @Test("has a vector for every refusal")
    func refusals() throws {
        let provoked = Set(try VectorFile.all(in: "fork").map(\.expect))
        for refusal in ForkError.allCases { #expect(provoked.contains(refusal.rawValue)) }
    }
}
