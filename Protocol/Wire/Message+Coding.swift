import Sodium

extension Message {
    /// The message's number on the wire; numbers never change their meaning.
    private enum Number {
        static let hello: UInt64 = 0
        static let heads: UInt64 = 1
        static let have: UInt64 = 2
        static let entries: UInt64 = 3
        static let want: UInt64 = 4
        static let wantBody: UInt64 = 5
        static let bodyPart: UInt64 = 6
        static let application: UInt64 = 7
        static let receipt: UInt64 = 8
        static let ping: UInt64 = 9
        static let pong: UInt64 = 10
        static let bye: UInt64 = 11
        static let services: UInt64 = 12
        static let submission: UInt64 = 13
        static let revocations: UInt64 = 14
        static let relayCall: UInt64 = 15
        static let cosigned: UInt64 = 16
        static let split: UInt64 = 17
        static let eager: UInt64 = 18
        static let digests: UInt64 = 19
        static let rows: UInt64 = 20
        static let ask: UInt64 = 21
        static let resume: UInt64 = 22
        static let evidence: UInt64 = 23
    }

    /// The payload of the frame that carries this message.
    public func encoded() -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 256)
        switch self {
        case .hello(let hello): hello.write(to: &writer, Number.hello)
        case .heads(let heads): heads.write(to: &writer, Number.heads)
        case .have(let have): Self.write(&writer, Number.have, have.number, have.size)
        case .entries(let range): range.write(to: &writer, Number.entries)
        case .want(let want): Self.write(&writer, Number.want, want.number, want.from)
        case .wantBody(let want):
            writer.array(4)
            writer.unsigned(Number.wantBody)
            writer.unsigned(want.number)
            writer.unsigned(want.position)
            writer.unsigned(want.firstChunk)
        case .bodyPart(let part): part.write(to: &writer, Number.bodyPart)
        case .application(let letter):
            writer.array(2)
            writer.unsigned(Number.application)
            writer.byteString(letter)
        case .receipt(let code, let text): Self.write(&writer, Number.receipt, code, text)
        case .bye(let code, let text): Self.write(&writer, Number.bye, code, text)
        case .services(let services): services.write(to: &writer, Number.services)
        case .submission(let records): Self.write(&writer, Number.submission, records)
        case .revocations(let records): Self.write(&writer, Number.revocations, records)
        case .relayCall(let call): call.write(to: &writer, Number.relayCall)
        case .cosigned(let checkpoint):
            writer.array(5)
            writer.unsigned(Number.cosigned)
            checkpoint.write(to: &writer)
        case .split(let evidence):
            writer.array(5)
            writer.unsigned(Number.split)
            evidence.write(to: &writer)
        case .eager(let eager): Self.write(&writer, Number.eager, eager.number, eager.isWanted ? 1 : 0)
        case .digests(let digests): LevelCoding.write(digests, to: &writer, Number.digests)
        case .rows(let rows): rows.write(to: &writer, Number.rows)
        case .ask(let ask): ask.write(to: &writer, Number.ask)
        case .resume(let resume): resume.write(to: &writer, Number.resume)
        case .evidence(let evidence): evidence.write(to: &writer, Number.evidence)
        case .ping: Self.write(&writer, Number.ping)
        case .pong: Self.write(&writer, Number.pong)
        case .unknown(let number): Self.write(&writer, number)
        }
        return writer.bytes
    }

    /// Reads one frame's payload; a message of an unknown number is `.unknown`, everything else is strict.
    public init(decoding payload: ArraySlice<UInt8>) throws(CBORError) {
        var reader = CBORReader(payload)
        let count = try reader.array(limit: 16)
        guard count > 0 else { throw .wrongCount }
        let number = try reader.unsigned()
        guard let fields = Self.fieldCount(number) else {
            for _ in 1..<count { _ = try reader.item() }
            try reader.end()
            self = .unknown(number)
            return
        }
        guard count == fields else { throw .wrongCount }
        self = try Self.known(number, &reader)
        try reader.end()
    }

    private static func fieldCount(_ number: UInt64) -> Int? {
        switch number {
        case Number.hello, Number.entries: 7
        case Number.heads, Number.have, Number.want, Number.receipt, Number.bye, Number.services, Number.relayCall,
            Number.eager:
            3
        case Number.wantBody: 4
        case Number.digests: 2
        case Number.resume: 3
        case Number.ask: 4
        case Number.rows: 5
        case Number.cosigned, Number.split: 5
        case Number.bodyPart, Number.evidence: 6
        case Number.application, Number.submission, Number.revocations: 2
        case Number.ping, Number.pong: 1
        default: nil
        }
    }

    private static func known(_ number: UInt64, _ reader: inout CBORReader) throws(CBORError) -> Message {
        switch number {
        case Number.hello: return .hello(try Hello(&reader))
        case Number.heads: return .heads(try Heads(&reader))
        case Number.have: return .have(Have(number: try reader.unsigned(UInt32.self), size: try reader.unsigned()))
        case Number.entries: return .entries(try EntryRange(&reader))
        case Number.want: return .want(Want(number: try reader.unsigned(UInt32.self), from: try reader.unsigned()))
        case Number.wantBody:
            return .wantBody(
                WantBody(
                    number: try reader.unsigned(UInt32.self), position: try reader.unsigned(),
                    firstChunk: try reader.unsigned(UInt32.self)))
        case Number.bodyPart: return .bodyPart(try BodyPart(&reader))
        case Number.application: return .application([UInt8](try reader.byteString(limit: WireLimits.applicationOctetsMax)))
        case Number.receipt:
            return .receipt(code: try reader.unsigned(UInt8.self), text: try reader.text(limit: WireLimits.textOctetsMax))
        case Number.bye: return .bye(code: try reader.unsigned(UInt8.self), text: try reader.text(limit: WireLimits.textOctetsMax))
        case Number.services: return .services(try Services(&reader))
        case Number.submission:
            return .submission(
                try records(&reader, limit: WireLimits.recordsPerSubmissionMax, octets: WireLimits.recordOctetsMax))
        case Number.revocations:
            return .revocations(
                try records(&reader, limit: WireLimits.revocationsPerMessageMax, octets: WireLimits.revocationOctetsMax))
        case Number.relayCall: return .relayCall(try RelayCall(&reader))
        case Number.cosigned: return .cosigned(try CosignedCheckpoint(&reader))
        case Number.split: return .split(try SplitEvidence(&reader))
        case Number.eager: return .eager(Eager(number: try reader.unsigned(UInt32.self), isWanted: try Services.flag(&reader)))
        case Number.digests: return .digests(try LevelCoding.digests(&reader))
        case Number.rows: return .rows(try Rows(&reader))
        case Number.ask: return .ask(try Ask(&reader))
        case Number.resume: return .resume(try Resume(&reader))
        case Number.evidence: return .evidence(try Evidence(&reader))
        case Number.ping: return .ping
        default: return .pong
        }
    }

    private static func records(_ reader: inout CBORReader, limit: Int, octets: Int) throws(CBORError) -> [[UInt8]] {
        var records: [[UInt8]] = []
        for _ in 0..<(try reader.array(limit: limit)) { records.append([UInt8](try reader.byteString(limit: octets))) }
        return records
    }

    private static func write(_ writer: inout CBORWriter, _ number: UInt64) {
        writer.array(1)
        writer.unsigned(number)
    }

    private static func write(_ writer: inout CBORWriter, _ number: UInt64, _ first: UInt32, _ second: UInt64) {
        writer.array(3)
        writer.unsigned(number)
        writer.unsigned(first)
        writer.unsigned(second)
    }

    private static func write(_ writer: inout CBORWriter, _ number: UInt64, _ code: UInt8, _ text: String) {
        writer.array(3)
        writer.unsigned(number)
        writer.unsigned(code)
        writer.text(text)
    }

    private static func write(_ writer: inout CBORWriter, _ number: UInt64, _ records: [[UInt8]]) {
        writer.array(2)
        writer.unsigned(number)
        writer.array(records.count)
        for record in records { writer.byteString(record) }
    }
}

extension Hello {
    fileprivate func write(to writer: inout CBORWriter, _ messageNumber: UInt64) {
        writer.array(7)
        writer.unsigned(messageNumber)
        writer.unsigned(version)
        writer.identifier(network)
        writer.identifier(node)
        writer.octets(nonce)
        writer.unsigned(registrySize)
        writer.text(agent)
    }

    fileprivate init(_ reader: inout CBORReader) throws(CBORError) {
        version = try reader.unsigned()
        network = try reader.octets()
        node = try reader.octets()
        nonce = try reader.octets()
        registrySize = try reader.unsigned()
        agent = try reader.text(limit: WireLimits.textOctetsMax)
    }
}

extension Heads {
    fileprivate func write(to writer: inout CBORWriter, _ messageNumber: UInt64) {
        writer.array(3)
        writer.unsigned(messageNumber)
        writer.array(tags.count)
        for tag in tags { writer.identifier(tag) }
        writer.array(heads.count)
        for head in heads {
            writer.array(6)
            writer.unsigned(head.number)
            writer.identifier(head.node)
            writer.identifier(head.group)
            writer.identifier(head.incarnation)
            writer.unsigned(head.size)
            writer.unsigned(head.keyedRoot)
        }
    }

    fileprivate init(_ reader: inout CBORReader) throws(CBORError) {
        tags = []
        for _ in 0..<(try reader.array(limit: WireLimits.tagsPerMessageMax)) { tags.append(try reader.octets()) }
        heads = []
        for _ in 0..<(try reader.array(limit: WireLimits.headsPerMessageMax)) {
            try reader.array(exactly: 6)
            heads.append(
                Head(
                    number: try reader.unsigned(UInt32.self), node: try reader.octets(), group: try reader.octets(),
                    incarnation: try reader.octets(), size: try reader.unsigned(), keyedRoot: try reader.unsigned()))
        }
    }
}

extension EntryRange {
    fileprivate func write(to writer: inout CBORWriter, _ messageNumber: UInt64) {
        writer.array(7)
        writer.unsigned(messageNumber)
        writer.unsigned(number)
        writer.unsigned(first)
        writer.array(entries.count)
        for entry in entries { writer.raw(entry) }
        writer.array(completion.count)
        for hash in completion { writer.identifier(hash) }
        writer.unsigned(checkpointSize)
        writer.octets(signature)
    }

    fileprivate init(_ reader: inout CBORReader) throws(CBORError) {
        number = try reader.unsigned(UInt32.self)
        first = try reader.unsigned()
        let count = try reader.array(limit: WireLimits.entriesPerMessageMax)
        entries = []
        entries.reserveCapacity(count)
        for _ in 0..<count { entries.append(try reader.item()) }
        completion = []
        for _ in 0..<(try reader.array(limit: WireLimits.completionHashesMax)) { completion.append(try reader.octets()) }
        checkpointSize = try reader.unsigned()
        signature = try reader.octets()
    }
}

extension BodyPart {
    fileprivate func write(to writer: inout CBORWriter, _ messageNumber: UInt64) {
        writer.array(6)
        writer.unsigned(messageNumber)
        writer.unsigned(number)
        writer.unsigned(position)
        writer.unsigned(firstChunk)
        writer.array(chunkHashes.count)
        for hash in chunkHashes { writer.identifier(hash) }
        writer.array(chunks.count)
        for chunk in chunks { writer.byteString(chunk) }
    }

    fileprivate init(_ reader: inout CBORReader) throws(CBORError) {
        number = try reader.unsigned(UInt32.self)
        position = try reader.unsigned()
        firstChunk = try reader.unsigned(UInt32.self)
        chunkHashes = []
        for _ in 0..<(try reader.array(limit: WireLimits.chunksPerBodyMax)) { chunkHashes.append(try reader.octets()) }
        chunks = []
        for _ in 0..<(try reader.array(limit: WireLimits.chunksPerMessageMax)) {
            chunks.append(try reader.byteString(limit: WireLimits.chunkOctets))
        }
    }
}

extension Services {
    fileprivate func write(to writer: inout CBORWriter, _ messageNumber: UInt64) {
        writer.array(3)
        writer.unsigned(messageNumber)
        writer.unsigned(mailbox ? 1 as UInt8 : 0)
        writer.unsigned(relay ? 1 as UInt8 : 0)
    }

    fileprivate init(_ reader: inout CBORReader) throws(CBORError) {
        mailbox = try Self.flag(&reader)
        relay = try Self.flag(&reader)
    }

    fileprivate static func flag(_ reader: inout CBORReader) throws(CBORError) -> Bool {
        let number = try reader.unsigned()
        guard number <= 1 else { throw .tooLong }
        return number == 1
    }
}

extension RelayCall {
    fileprivate func write(to writer: inout CBORWriter, _ messageNumber: UInt64) {
        writer.array(3)
        writer.unsigned(messageNumber)
        writer.octets(ticket)
        writer.identifier(caller)
    }

    fileprivate init(_ reader: inout CBORReader) throws(CBORError) {
        ticket = try reader.octets()
        caller = try reader.octets()
    }
}
