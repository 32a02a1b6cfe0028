import Sodium
import Testing
import Vectors
import Wire

/// What peers say to each other (specification chapter 6).
@Suite("A message")
struct MessageTests {
    @Test("agrees with the vectors", arguments: try VectorFile.all(in: "message"))
    func vectors(_ vector: VectorFile) throws {
        let payload = try vector.octets("payload")
        do {
            let message = try Message(decoding: payload[...])
            #expect(vector.expect == "success")
            #expect(message.number == (try vector.number("number")))
            if vector.list("skipped").isEmpty {
                #expect(message.encoded() == payload)
            } else {
                #expect(message == .unknown(try vector.number("number")))
            }
        } catch let error as CBORError {
            #expect("\(error)" == vector.expect)
        }
    }

    @Test("is read back as it was written, whatever is in it", arguments: 0..<40)
    func roundTrip(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let message = Self.arbitrary(using: &random)
            let payload = message.encoded()
            #expect(payload.count <= WireLimits.frameOctetsMax)
            #expect(try Message(decoding: payload[...]) == message, "seed \(seed)")
            #expect(try Message(decoding: payload[...]).encoded() == payload, "seed \(seed)")
        }
    }

    @Test("at the limit of every field fits a frame and is read back", arguments: largest)
    func limits(_ message: Message) throws {
        let payload = message.encoded()
        #expect(payload.count <= WireLimits.frameOctetsMax)
        #expect(try Message(decoding: payload[...]) == message)
    }

    @Test("one above the limit of any field is refused", arguments: tooLarge)
    func aboveLimits(_ message: Message) {
        #expect(throws: CBORError.tooLong) { try Message(decoding: message.encoded()[...]) }
    }

    @Test("cut short anywhere is refused, and so is one with an octet more", arguments: try VectorFile.all(in: "message"))
    func truncated(_ vector: VectorFile) throws {
        guard vector.expect == "success" else { return }
        let payload = try vector.octets("payload")
        for length in payload.indices {
            #expect(throws: CBORError.truncated, "\(vector.name) cut to \(length)") { try Message(decoding: payload[..<length]) }
        }
        #expect(throws: CBORError.trailingBytes) { try Message(decoding: (payload + [0])[...]) }
    }

    @Test("with another number of fields is refused", arguments: try VectorFile.all(in: "message"))
    func wrongCount(_ vector: VectorFile) throws {
        guard vector.expect == "success", vector.list("skipped").isEmpty else { return }
        let payload = try vector.octets("payload")
        for count in UInt8(1)...16 where 0x80 | count != payload[0] {
            #expect(throws: CBORError.wrongCount) { try Message(decoding: ([0x80 | count] + payload.dropFirst())[...]) }
        }
    }

    @Test("with changed octets is refused or has one spelling; nothing crashes", arguments: 0..<20)
    func changed(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            var payload = Self.arbitrary(using: &random).encoded()
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                switch Int.random(in: 0..<3, using: &random) {
                case 0: payload[Int.random(in: payload.indices, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                case 1: payload[Int.random(in: 0..<min(8, payload.count), using: &random)] = UInt8.random(in: 0...255, using: &random)
                default: payload.insert(UInt8.random(in: 0...255, using: &random), at: Int.random(in: 0...payload.count, using: &random))
                }
            }
            guard let message = try? Message(decoding: payload[...]) else { continue }
            if case .unknown = message { continue }
            #expect(message.encoded() == payload, "seed \(seed)")
        }
    }

    @Test("made of arbitrary octets never crashes the reader", arguments: 0..<20)
    func arbitraryOctets(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var accepted = 0
        for _ in 0..<2_000 {
            let count = Int.random(in: 1...40, using: &random)
            var octets = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            octets[0] = 0x80 | UInt8.random(in: 0...16, using: &random)
            if octets.count > 1 { octets[1] = UInt8.random(in: 0...23, using: &random) }
            if (try? Message(decoding: octets[...])) != nil { accepted += 1 }
        }
        #expect(accepted < 2_000)
    }
}

extension Message {
    /// The number that stands first on the wire.
    fileprivate var number: UInt64 {
        switch self {
        case .hello: 0
        case .heads: 1
        case .have: 2
        case .entries: 3
        case .want: 4
        case .wantBody: 5
        case .bodyPart: 6
        case .application: 7
        case .receipt: 8
        case .ping: 9
        case .pong: 10
        case .bye: 11
        case .services: 12
        case .submission: 13
        case .revocations: 14
        case .relayCall: 15
        case .cosigned: 16
        case .split: 17
        case .eager: 18
        case .digests: 19
        case .rows: 20
        case .ask: 21
        case .resume: 22
        case .evidence: 23
        case .unknown(let number): number
        }
    }
}

extension MessageTests {
    private static func repeated<T: CBOROctets>(_ octet: UInt8) -> T {
        guard let value = T([UInt8](repeating: octet, count: T.count)) else { preconditionFailure("\(T.count) octets were refused") }
        return value
    }

    private static func hello(agent: String) -> Message {
        .hello(
            Hello(version: .max, network: repeated(1), node: repeated(2), nonce: repeated(3), registrySize: .max, agent: agent))
    }

    private static func heads(tags: Int, heads: Int) -> Message {
        let head = Head(
            number: .max, node: repeated(4), group: repeated(5), incarnation: repeated(6), size: .max, keyedRoot: .max)
        return .heads(
            Heads(tags: Array(repeating: repeated(7), count: tags), heads: Array(repeating: head, count: heads)))
    }

    private static func entries(_ entries: [ArraySlice<UInt8>], completion: Int) -> Message {
        .entries(
            EntryRange(
                number: .max, first: .max, entries: entries, completion: Array(repeating: repeated(8), count: completion),
                checkpointSize: .max, signature: repeated(9)))
    }

    private static func part(hashes: Int, chunks: Int, octets: Int) -> Message {
        .bodyPart(
            BodyPart(
                number: .max, position: .max, firstChunk: .max, chunkHashes: Array(repeating: repeated(1), count: hashes),
                chunks: Array(repeating: [UInt8](repeating: 2, count: octets)[...], count: chunks)))
    }

    private static func records(_ count: Int, octets: Int) -> [[UInt8]] {
        Array(repeating: [UInt8](repeating: 1, count: octets), count: count)
    }

    private static func checkpoint(_ cosignatures: Int) -> CosignedCheckpoint {
        CosignedCheckpoint(
            size: .max, root: repeated(1), signature: repeated(2),
            cosignatures: Array(repeating: Cosignature(signer: repeated(3), time: .max, signature: repeated(4)), count: cosignatures))
    }

    private static func split(_ cosignatures: Int, proof: Int) -> Message {
        .split(
            SplitEvidence(
                first: checkpoint(0), second: checkpoint(cosignatures), root: repeated(5),
                proof: Array(repeating: repeated(6), count: proof)))
    }

    private static func evidence(proof: Int) -> Message {
        let state = SignedRoot(size: .max, root: repeated(1), signature: repeated(2))
        return .evidence(
            Evidence(
                node: repeated(3), group: repeated(4), incarnation: repeated(5), first: state,
                other: Evidence.Other(second: state, root: repeated(6), proof: Array(repeating: repeated(7), count: proof))))
    }

    private static func digests(_ count: Int) -> Message {
        .digests(Array(repeating: GroupDigest(group: repeated(1), digest: repeated(2)), count: count))
    }

    private static func hashes(_ count: Int) -> [UInt64] { (0..<count).map { .max - UInt64(count - $0) } }

    private static func rows(_ count: Int) -> Message { .rows(Rows(group: repeated(1), from: 1, to: .max, hashes: hashes(count))) }

    private static func ask(_ count: Int) -> Message { .ask(Ask(group: repeated(1), to: .max, hashes: hashes(count))) }

    private static func text(_ octets: Int) -> String { String(repeating: "x", count: octets) }

    private static let entry: ArraySlice<UInt8> = [0x82, 0x01, 0x40]

    static let largest: [Message] = [
        hello(agent: text(WireLimits.textOctetsMax)),
        heads(tags: WireLimits.tagsPerMessageMax, heads: WireLimits.headsPerMessageMax),
        entries(Array(repeating: entry, count: WireLimits.entriesPerMessageMax), completion: WireLimits.completionHashesMax),
        entries(
            [
                [0x5A] + withUnsafeBytes(of: UInt32(WireLimits.entriesOctetsMax - 5).bigEndian) { [UInt8]($0) }
                    + [UInt8](repeating: 1, count: WireLimits.entriesOctetsMax - 5)
            ].map { $0[...] },
            completion: WireLimits.completionHashesMax),
        part(hashes: WireLimits.chunksPerBodyMax, chunks: WireLimits.chunksPerMessageMax, octets: WireLimits.chunkOctets),
        .application([UInt8](repeating: 1, count: WireLimits.applicationOctetsMax)),
        .receipt(code: .max, text: text(WireLimits.textOctetsMax)),
        .bye(code: .max, text: text(WireLimits.textOctetsMax)),
        .services(Services(mailbox: true, relay: true)),
        .eager(Eager(number: .max, isWanted: true)),
        .submission(records(WireLimits.recordsPerSubmissionMax, octets: WireLimits.recordOctetsMax)),
        .revocations(records(WireLimits.revocationsPerMessageMax, octets: WireLimits.revocationOctetsMax)),
        .cosigned(checkpoint(WireLimits.cosignaturesMax)),
        split(WireLimits.cosignaturesMax, proof: WireLimits.completionHashesMax),
        digests(WireLimits.tagsPerMessageMax),
        rows(WireLimits.rowsPerMessageMax),
        ask(WireLimits.rowsPerMessageMax),
        .resume(Resume(token: repeated(1), announcements: .max)),
        evidence(proof: WireLimits.evidenceProofHashesMax),
    ]

    static let tooLarge: [Message] = [
        hello(agent: text(WireLimits.textOctetsMax + 1)),
        heads(tags: WireLimits.tagsPerMessageMax + 1, heads: 0),
        heads(tags: 0, heads: WireLimits.headsPerMessageMax + 1),
        entries(Array(repeating: entry, count: WireLimits.entriesPerMessageMax + 1), completion: 0),
        entries([], completion: WireLimits.completionHashesMax + 1),
        part(hashes: WireLimits.chunksPerBodyMax + 1, chunks: 0, octets: 0),
        part(hashes: 0, chunks: WireLimits.chunksPerMessageMax + 1, octets: 0),
        part(hashes: 0, chunks: 1, octets: WireLimits.chunkOctets + 1),
        .application([UInt8](repeating: 1, count: WireLimits.applicationOctetsMax + 1)),
        .receipt(code: 0, text: text(WireLimits.textOctetsMax + 1)),
        .bye(code: 0, text: text(WireLimits.textOctetsMax + 1)),
        .submission(records(WireLimits.recordsPerSubmissionMax + 1, octets: 0)),
        .submission(records(1, octets: WireLimits.recordOctetsMax + 1)),
        .revocations(records(WireLimits.revocationsPerMessageMax + 1, octets: 0)),
        .revocations(records(1, octets: WireLimits.revocationOctetsMax + 1)),
        .cosigned(checkpoint(WireLimits.cosignaturesMax + 1)),
        split(WireLimits.cosignaturesMax + 1, proof: 0),
        split(0, proof: WireLimits.completionHashesMax + 1),
        digests(WireLimits.tagsPerMessageMax + 1),
        rows(WireLimits.rowsPerMessageMax + 1),
        ask(WireLimits.rowsPerMessageMax + 1),
        evidence(proof: WireLimits.evidenceProofHashesMax + 1),
    ]

    /// A message of any sort with arbitrary fields, small enough to be written often.
    static func arbitrary(using random: inout SeededGenerator) -> Message {
        func number() -> UInt32 { UInt32(truncatingIfNeeded: size()) }
        func size() -> UInt64 { random.next() >> UInt64.random(in: 0..<64, using: &random) }
        func few(_ limit: Int = 4) -> Int { Int.random(in: 0...limit, using: &random) }
        func octets(_ limit: Int = 300) -> [UInt8] { (0..<few(limit)).map { _ in UInt8.random(in: 0...255, using: &random) } }
        func value<T: CBOROctets>() -> T { repeated(UInt8.random(in: 0...255, using: &random)) }
        func words() -> String { String((0..<few(40)).map { _ in ["a", "é", "水", "\u{0}", "👩‍🚀"].randomElement(using: &random) ?? "b" }) }
        func checkpoint() -> CosignedCheckpoint {
            let cosignatures = (0..<few()).map { _ in
                Cosignature(signer: Bool.random(using: &random) ? value() : nil, time: size(), signature: value())
            }
            return CosignedCheckpoint(size: size(), root: value(), signature: value(), cosignatures: cosignatures)
        }
        func hashes() -> [UInt64] { Set((0..<few(20)).map { _ in size() }).sorted() }
        func state() -> SignedRoot { SignedRoot(size: size(), root: value(), signature: value()) }
        switch Int.random(in: 0..<25, using: &random) {
        case 0:
            return .hello(
                Hello(version: size(), network: value(), node: value(), nonce: value(), registrySize: size(), agent: words()))
        case 1:
            let heads = (0..<few()).map { _ in
                Head(number: number(), node: value(), group: value(), incarnation: value(), size: size(), keyedRoot: size())
            }
            return .heads(Heads(tags: (0..<few()).map { _ in value() }, heads: heads))
        case 2: return .have(Have(number: number(), size: size()))
        case 3:
            let entries = (0..<few()).map { _ in Structure.random(depth: 3, using: &random).encoded[...] }
            return .entries(
                EntryRange(
                    number: number(), first: size(), entries: entries, completion: (0..<few()).map { _ in value() },
                    checkpointSize: size(), signature: value()))
        case 4: return .want(Want(number: number(), from: size()))
        case 5: return .wantBody(WantBody(number: number(), position: size(), firstChunk: number()))
        case 6:
            return .bodyPart(
                BodyPart(
                    number: number(), position: size(), firstChunk: number(), chunkHashes: (0..<few()).map { _ in value() },
                    chunks: (0..<few()).map { _ in octets()[...] }))
        case 7: return .application(octets())
        case 8: return .receipt(code: UInt8.random(in: 0...255, using: &random), text: words())
        case 9: return .ping
        case 10: return .pong
        case 11: return .bye(code: UInt8.random(in: 0...255, using: &random), text: words())
        case 12: return .services(Services(mailbox: Bool.random(using: &random), relay: Bool.random(using: &random)))
        case 13: return .submission((0..<few()).map { _ in octets() })
        case 14: return .revocations((0..<few()).map { _ in octets() })
        case 15: return .relayCall(RelayCall(ticket: value(), caller: value()))
        case 16: return .cosigned(checkpoint())
        case 17:
            return .split(SplitEvidence(first: checkpoint(), second: checkpoint(), root: value(), proof: (0..<few()).map { _ in value() }))
        case 18: return .digests((0..<few()).map { _ in GroupDigest(group: value(), digest: value()) })
        case 19:
            let hashes = hashes()
            return .rows(Rows(group: value(), from: hashes.first ?? 0, to: hashes.last ?? size(), hashes: hashes))
        case 20: return .ask(Ask(group: value(), to: size(), hashes: hashes()))
        case 21: return .resume(Resume(token: value(), announcements: size()))
        case 22: return .eager(Eager(number: number(), isWanted: Bool.random(using: &random)))
        case 23:
            let other = Evidence.Other(second: state(), root: value(), proof: (0..<few()).map { _ in value() })
            return .evidence(
                Evidence(
                    node: value(), group: value(), incarnation: value(), first: state(), other: Bool.random(using: &random) ? other : nil))
        default: return .unknown(24 + size() / 2)
        }
    }
}
