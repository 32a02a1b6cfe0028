import Crypto
import Ledger
import Sodium
import Testing
import Wire

@testable import Groups

struct EnvelopeTests {
    private let key = symmetricKey(7)

    private func network() throws -> NetworkID { try filled(0xAA) }

    private func seal(_ content: [UInt8]) throws -> Envelope.Sealed {
        try Envelope.seal(content, prefix: try testPrefix(), network: try network(), stepKey: key)
    }

    private func open(_ body: [UInt8], _ commitment: Octets32, prefix: EntryPrefix? = nil) throws -> [UInt8] {
        try Envelope.open(
            body, commitment: commitment, prefix: try prefix ?? testPrefix(), network: try network(), stepKey: key)
    }

    @Test(
        "Content of every interesting length comes back as it went in",
        arguments: [0, 1, 507, 508, 509, 1_024, 65_515, 65_516, 65_517, 65_520, 65_536, 131_036, 131_037, 200_000])
    func roundTrip(count: Int) throws {
        var generator = SeededGenerator(seed: UInt64(count))
        let content = generator.octets(count)
        let sealed = try seal(content)
        #expect(sealed.body.count == ChunkedSeal.sealedOctets(PaddedContent.paddedOctets(count + 4)))
        #expect(try open(sealed.body, sealed.commitment) == content)
    }

    @Test("Short contents cannot be told apart by their length")
    func hidesLength() throws {
        #expect(try seal([]).body.count == 528)
        #expect(try seal([UInt8](repeating: 1, count: 508)).body.count == 528)
    }

    @Test("Another value of any header field, of the network or the key is refused by the commitment")
    func bindsHeader() throws {
        let sealed = try seal([1, 2, 3])
        let changes: [(inout EntryPrefix) throws -> Void] = [
            { $0.kind = .epoch }, { $0.journal = try filled(0x12) }, { $0.salt = try filled(0x23) }, { $0.epoch = try filled(0x34) },
            { $0.epoch = nil }, { $0.step += 1 }, { $0.registrySize += 1 }, { $0.time = Minute(29_000_001) },
            { $0.keepUntil = Minute(0) },
        ]
        for change in changes {
            var prefix = try testPrefix()
            try change(&prefix)
            #expect(throws: EnvelopeError.wrongCommitment) { try open(sealed.body, sealed.commitment, prefix: prefix) }
        }
        #expect(throws: EnvelopeError.wrongCommitment) {
            try Envelope.open(
                sealed.body, commitment: sealed.commitment, prefix: try testPrefix(), network: try filled(0xAB), stepKey: key)
        }
        #expect(throws: EnvelopeError.wrongCommitment) {
            try Envelope.open(
                sealed.body, commitment: sealed.commitment, prefix: try testPrefix(), network: try network(), stepKey: symmetricKey(8))
        }
    }

    @Test("The commitment is looked at before the body")
    func commitmentFirst() throws {
        #expect(throws: EnvelopeError.wrongCommitment) { try open([], try filled(0)) }
        #expect(throws: EnvelopeError.wrongCommitment) { try open([UInt8](repeating: 0, count: 700), try filled(0)) }
    }

    @Test("One changed bit anywhere in the body is refused")
    func bindsBody() throws {
        let sealed = try seal([UInt8](repeating: 9, count: 100))
        for body in mutations(of: sealed.body, at: 0..<sealed.body.count) {
            #expect(throws: EnvelopeError.wrongChunk) { try open(body, sealed.commitment) }
        }
    }

    @Test("A body that is cut, lengthened, or whose chunks are moved, doubled or left out is refused")
    func bindsChunks() throws {
        let sealed = try seal([UInt8](repeating: 9, count: 190_000))
        let chunk = 65_536
        #expect(sealed.body.count > 2 * chunk)
        let first = sealed.body[..<chunk]
        let second = sealed.body[chunk..<2 * chunk]
        let rest = sealed.body[(2 * chunk)...]
        let broken: [[UInt8]] = [
            [UInt8](second + first + rest), [UInt8](first + first + second + rest), [UInt8](first + rest), [UInt8](first + second),
            [UInt8](first), [UInt8](sealed.body.dropLast()), sealed.body + [0], sealed.body + rest,
        ]
        for body in broken {
            #expect(throws: EnvelopeError.wrongChunk) { try open(body, sealed.commitment) }
        }
    }

    @Test("A body too short for its last chunk is refused", arguments: [0, 1, 16, 65_537, 65_552])
    func refusesLength(count: Int) throws {
        let sealed = try seal([])
        #expect(throws: EnvelopeError.wrongLength) { try open([UInt8](repeating: 0, count: count), sealed.commitment) }
    }

    @Test("A body whose padding breaks the rule is refused", arguments: [([0, 0, 0, 0], 507, [1]), ([0, 0, 0, 0], 540, [])])
    func refusesPadding(start: [UInt8], zeros: Int, end: [UInt8]) throws {
        let plaintext = start + [UInt8](repeating: 0, count: zeros) + end
        let sealed = try sealedRaw(plaintext, stepKey: key, network: try network(), prefix: try testPrefix())
        #expect(throws: end.isEmpty ? EnvelopeError.wrongPadding : .nonzeroPadding) { try open(sealed.body, sealed.commitment) }
    }

    @Test("One item's secret opens that item alone, and shows that the header commits to it")
    func disclosedSecret() throws {
        let sealed = try seal([1, 2, 3])
        let disclosed = Envelope.itemSecret(prefix: try testPrefix(), network: try network(), stepKey: key)
        let other = Envelope.itemSecret(prefix: try testPrefix(step: 4), network: try network(), stepKey: key)
        func opened(_ secret: borrowing SecretOctets) throws(EnvelopeError) -> [UInt8] {
            try secret.withUnsafeBytes { (secret) throws(EnvelopeError) in
                try SealedBody.open(sealed.body, commitment: sealed.commitment, secret: secret)
            }
        }
        let (octets, content) = (disclosed.count, try opened(disclosed))
        #expect(octets == 32)
        #expect(content == [1, 2, 3])
        do throws(EnvelopeError) {
            _ = try opened(other)
            Issue.record("another item's secret opened the body")
        } catch {
            #expect(error == .wrongCommitment)
        }
    }

    @Test("Key, nonce and commitment are HKDF's, from the step's key by way of the item's secret")
    func derivation() throws {
        let plaintext: [UInt8] = [0, 0, 0, 3, 1, 2, 3] + [UInt8](repeating: 0, count: 505)
        let expected = try sealedRaw(plaintext, stepKey: key, network: try network(), prefix: try testPrefix())
        #expect(try seal([1, 2, 3]) == expected)
    }

    @Test("Content above the limit is not sealed")
    func contentTooLong() {
        // Never touched, so the system never gives the memory.
        let count = LedgerLimits.sealedContentOctetsMax + 1
        let content = [UInt8](unsafeUninitializedCapacity: count) { _, initialized in initialized = count }
        #expect(throws: EnvelopeError.contentTooLong) { try seal(content) }
    }
}
