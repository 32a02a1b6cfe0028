import Sodium
import Testing
import Wire

@testable import Groups

struct SubkeyTests {
    private func statement(
        node: UInt8 = 1, notBefore: UInt32 = 29_000_000, notAfter: UInt32 = 29_050_000, publicKey: [UInt8]? = nil
    ) throws -> SubkeyStatement {
        SubkeyStatement(
            node: try filled(node), publicKey: try publicKey ?? subkey(5).publicKey, notBefore: Minute(notBefore),
            notAfter: Minute(notAfter))
    }

    private func signed(_ statement: SubkeyStatement, suite: UInt8 = 1) throws -> [UInt8] {
        let payload = statement.encoded(suite: suite)
        let message = SigningContext.subkey.message(network: try filled(0xAA) as NetworkID, payload: payload)
        return Signed.encode(payload, try signingKey(1).sign(message))
    }

    private func verify(_ body: [UInt8], network: UInt8 = 0xAA, node: UInt8 = 1, keys: [UInt8] = [1]) throws -> SubkeyStatement {
        let verifyingKeys = try keys.map { number in try signingKey(number).verifyingKey }
        return try SubkeyStatement(verifying: body[...], network: try filled(network), node: try filled(node), keys: verifyingKeys)
    }

    @Test("A subkey is verified by any key the node ever held")
    func roundTrip() throws {
        let statement = try statement()
        let body = try statement.signed(network: try filled(0xAA), with: try signingKey(1))
        #expect(try verify(body, keys: [2, 1]) == statement)
        #expect(body.count <= GroupsLimits.subkeyOctetsMax)
    }

    @Test("A seed makes the same subkey again and is given back")
    func seeds() throws {
        let first = try Subkey.generate()
        let again = try Subkey(seed: first.seed())
        #expect(first.publicKey == again.publicKey)
        #expect(try Subkey.generate().publicKey != first.publicKey)
        #expect(throws: SubkeyError.wrongSeedLength) { try Subkey(seed: SecretOctets(count: 31)) }
    }

    @Test("Whatever is wrong with a subkey is refused by its name")
    func refusals() throws {
        let good = try signed(try statement())
        #expect(throws: SubkeyError.unknownSuite) { try verify(try signed(try statement(), suite: 2)) }
        #expect(throws: SubkeyError.anotherNode) { try verify(good, node: 2) }
        #expect(throws: SubkeyError.wrongSignature) { try verify(good, keys: [2, 3]) }
        #expect(throws: SubkeyError.wrongSignature) { try verify(good, keys: []) }
        #expect(throws: SubkeyError.wrongSignature) { try verify(good, network: 0xAB) }
        #expect(throws: SubkeyError.wrongPeriod) { try verify(try signed(try statement(notAfter: 29_000_000))) }
        #expect(throws: SubkeyError.wrongPeriod) { try verify(try signed(try statement(notAfter: 29_129_601))) }
        #expect(throws: SubkeyError.encoding(.trailingBytes)) { try verify(good + [0]) }
        #expect(throws: SubkeyError.encoding(.truncated)) { try verify([]) }
        #expect(throws: SubkeyError.encoding(.tooLong)) { try verify([UInt8](repeating: 0, count: 2_000)) }
        let short = try statement(publicKey: [UInt8](repeating: 0, count: 1_215))
        #expect(throws: SubkeyError.encoding(.wrongCount)) { try verify(try signed(short)) }
    }

    @Test("A public key that nothing can be sealed to is refused", arguments: [0..<1_184, 1_184..<1_216])
    func invalidPublicKeys(range: Range<Int>) throws {
        var publicKey = try subkey(5).publicKey
        // Coefficients out of range in the ML-KEM half; the neutral point in the X25519 half.
        for place in range { publicKey[place] = range.lowerBound == 0 ? 0xFF : 0 }
        let statement = try statement(publicKey: publicKey)
        #expect(throws: SubkeyError.invalidPublicKey) { try verify(try signed(statement)) }
        #expect(throws: SubkeyError.invalidPublicKey) { try statement.signed(network: try filled(0xAA), with: try signingKey(1)) }
    }

    @Test("The period includes its first minute and excludes its last")
    func validity() throws {
        let statement = try statement(notBefore: 100, notAfter: 200)
        #expect([99, 100, 199, 200].map { statement.isValid(at: Minute($0)) } == [false, true, true, false])
    }

    @Test("No changed bit of a signed subkey is accepted, and none stops the process")
    func mutatedSubkey() throws {
        let body = try signed(try statement())
        let places = Array(0..<40) + Array(stride(from: 40, to: body.count - 80, by: 97)) + Array(body.count - 80..<body.count)
        for mutated in mutations(of: body, at: places) {
            #expect(throws: SubkeyError.self) { try verify(mutated) }
        }
    }
}
