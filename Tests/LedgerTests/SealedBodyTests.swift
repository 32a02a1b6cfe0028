import Ledger
import Sodium
import Testing
import Wire

@Suite("A sealed body")
struct SealedBodyTests {
    private static let secret = [UInt8](0..<32)

    private func seal(_ content: [UInt8], secret: [UInt8] = secret) throws -> SealedBody.Sealed {
        try secret.withUnsafeBytes { try SealedBody.seal(content, secret: $0) }
    }

    private func open(_ body: [UInt8], _ commitment: Octets32, secret: [UInt8] = secret) throws -> [UInt8] {
        try secret.withUnsafeBytes { try SealedBody.open(body, commitment: commitment, secret: $0) }
    }

    @Test("opens with its secret to what went in", arguments: [0, 1, 508, 509, 65_516, 65_517, 200_000])
    func roundTrip(count: Int) throws {
        let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let sealed = try seal(content)
        #expect(sealed.body.count == ChunkedSeal.sealedOctets(PaddedContent.paddedOctets(count + 4)))
        let isSame = try open(sealed.body, sealed.commitment) == content
        #expect(isSame)
    }

    @Test("opens with no secret that the commitment does not follow from")
    func otherSecret() throws {
        let sealed = try seal([1, 2, 3])
        for place in 0..<32 {
            var other = Self.secret
            other[place] ^= 1
            #expect(throws: SealedBodyError.wrongCommitment) { try open(sealed.body, sealed.commitment, secret: other) }
            #expect(try seal([1, 2, 3], secret: other).commitment != sealed.commitment)
        }
    }

    @Test("is looked at after the commitment")
    func commitmentFirst() throws {
        let commitment = try seal([], secret: [UInt8](repeating: 1, count: 32)).commitment
        for body in [[], [UInt8](repeating: 0, count: 700)] {
            #expect(throws: SealedBodyError.wrongCommitment) { try open(body, commitment) }
        }
    }

    @Test("with any bit changed is refused")
    func changed() throws {
        let sealed = try seal([UInt8](repeating: 9, count: 100))
        for place in sealed.body.indices {
            var body = sealed.body
            body[place] ^= 1 << UInt8(place % 8)
            #expect(throws: SealedBodyError.wrongChunk) { try open(body, sealed.commitment) }
        }
    }

    @Test("too short for its last chunk or longer than any body is refused", arguments: [0, 1, 16, 65_537, 65_552, 268_435_457])
    func length(count: Int) throws {
        // Never touched, so the system never gives the memory.
        let body = [UInt8](unsafeUninitializedCapacity: count) { _, initialized in initialized = count }
        let commitment = try seal([]).commitment
        #expect(throws: SealedBodyError.wrongLength) { try open(body, commitment) }
    }

    @Test("is made of no content above the limit, which just fits a body")
    func contentLimit() throws {
        let count = LedgerLimits.sealedContentOctetsMax
        let content = [UInt8](unsafeUninitializedCapacity: count + 1) { _, initialized in initialized = count + 1 }
        #expect(throws: SealedBodyError.contentTooLong) { try seal(content) }
        #expect(ChunkedSeal.sealedOctets(PaddedContent.paddedOctets(count + 4)) <= Int(WireLimits.bodyOctetsMax))
        #expect(ChunkedSeal.sealedOctets(PaddedContent.paddedOctets(count + 5)) > Int(WireLimits.bodyOctetsMax))
    }

    @Test("has chunks that fill those of the body tree")
    func chunks() {
        #expect(SodiumLimits.chunkPlaintextOctets + ChaChaPoly.tagOctets == WireLimits.chunkOctets)
    }
}
