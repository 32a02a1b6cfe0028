import Gossip
import Ledger
import Sodium
import Wire

/// The peer that does what the input says. It has a node's key, writes journals of its own, and remembers what it said and was told on the
/// present connection, so that what it says next can refer to it.
struct FuzzedPeer {
    /// The first octet of a revocation that verifies; every other is forged.
    static let trueRevocation: UInt8 = 6
    private static let journalsMax = 8

    /// Octets that it was sent and has not read.
    var unread = 0
    private(set) var hasGreeted = false
    private(set) var isRelay = false
    private(set) var saidTags: Set<GroupTag> = []
    /// By its own numbers: what it named.
    private(set) var saidJournals: [UInt32: JournalName] = [:]
    /// By the subject's numbers: what it was told of.
    var heardJournals: [UInt32: JournalName] = [:]
    /// What it has written, signed: all batches of each journal.
    private var written: [(writer: JournalWriter, batches: [VerifiedBatch])] = []

    /// A new connection: what was said on the one before is forgotten.
    mutating func begin() {
        (unread, hasGreeted, isRelay, saidTags, saidJournals, heardJournals) = (0, false, false, [], [:], [:])
    }

    mutating func noteSaid(_ payload: [UInt8]) {
        switch try? Message(decoding: payload[...]) {
        case .hello(let hello): hasGreeted = hasGreeted || hello.node == SessionPlay.id(.fuzzed) && hello.network == FuzzKeys.network
        case .heads(let heads):
            saidTags.formUnion(heads.tags + heads.heads.map(\.group))
            for head in heads.heads where saidJournals[head.number] == nil {
                saidJournals[head.number] = JournalName(node: head.node, group: head.group, incarnation: head.incarnation)
            }
        case .services(let services): isRelay = services.relay
        default: break
        }
    }

    func isCoordinators(_ word: CosignedCheckpoint) -> Bool {
        Checkpoint(origin: FuzzKeys.origin, size: word.size, root: word.root)
            .carries(CompactCheckpoint(size: word.size, signature: word.signature), of: FuzzKeys.key(0).verifyingKey)
    }

    /// The next message: of a kind and with fields of the input's choice, mostly such that the subject has to think about it.
    mutating func message(_ choices: inout Choices, play: SessionPlay) -> Message {
        switch choices.octet() % 20 {
        case 0, 1: hello(&choices)
        case 2, 3: .heads(heads(&choices, play))
        case 4: .want(Want(number: number(&choices), from: place(&choices)))
        case 5: .have(Have(number: number(&choices), size: place(&choices)))
        case 6, 7: .entries(ownEntries(&choices))
        case 8: .entries(foreignEntries(&choices, play))
        case 9: .entries(falseEntries(&choices))
        case 10: .wantBody(WantBody(number: number(&choices), position: place(&choices), firstChunk: UInt32(choices.octet())))
        case 11: .bodyPart(bodyPart(&choices, play))
        case 12: choices.octet() & 1 == 0 ? .ping : .pong
        case 13: .services(Services(mailbox: choices.octet() & 1 == 1, relay: choices.octet() & 1 == 1))
        case 14: .revocations((0..<choices.below(4)).map { _ in [choices.octet() & 1 == 0 ? Self.trueRevocation : 1, choices.octet()] })
        case 15: .cosigned(statement(&choices, play))
        case 16: .split(evidence(&choices))
        case 17: .relayCall(RelayCall(ticket: FuzzKeys.octets(choices.filled(16)), caller: node(&choices)))
        case 18: choices.octet() & 1 == 0 ? .application(choices.octets(9)) : .submission([choices.octets(9)])
        default: choices.octet() & 1 == 0 ? .receipt(code: choices.octet(), text: "so") : .bye(code: choices.octet(), text: "bye")
        }
    }

    // MARK: - Fields

    private func number(_ choices: inout Choices) -> UInt32 {
        let octet = choices.octet()
        return octet == 0xFF ? .max : UInt32(octet & 0x1F)
    }

    /// A size or position: mostly small, sometimes as large as can be written.
    private func place(_ choices: inout Choices) -> UInt64 {
        let octet = choices.octet()
        return octet < 0xF0
            ? UInt64(octet & 0x0F) : octet == 0xF0 ? LedgerLimits.logSizeMax : octet == 0xF1 ? .max : choices.number(octets: 8)
    }

    private func node(_ choices: inout Choices) -> NodeID {
        let octet = choices.octet()
        return SessionPlay.Who(rawValue: Int(octet & 3)).map(SessionPlay.id) ?? FuzzKeys.identifier(octet)
    }

    private func hello(_ choices: inout Choices) -> Message {
        let odd = choices.octet()
        return .hello(
            Hello(
                version: odd == 1 ? 2 : 1, network: odd == 2 ? FuzzKeys.identifier(1) : FuzzKeys.network,
                node: odd == 3 ? SessionPlay.id(.honest) : SessionPlay.id(.fuzzed), nonce: FuzzKeys.octets(choices.filled(16)),
                registrySize: place(&choices), agent: "fuzzed"))
    }

    /// Names journals: its own, those that it was told of, and others that there are or are not.
    private mutating func heads(_ choices: inout Choices, _ play: SessionPlay) -> Heads {
        var heads = Heads(tags: (0..<choices.below(3)).map { _ in SessionPlay.tags[choices.below(SessionPlay.tags.count)] }, heads: [])
        for _ in 0..<choices.below(6) {
            let (number, what) = (number(&choices), choices.octet())
            let name: JournalName
            switch what & 3 {
            case 0: name = own(&choices).name ?? falseName(&choices)
            case 1:
                let known = play.honest.store.journals.values.compactMap(\.name).sorted {
                    $0.id(in: FuzzKeys.network) < $1.id(in: FuzzKeys.network)
                }
                name = known.isEmpty ? falseName(&choices) : known[choices.below(known.count)]
            case 2:
                let heard = heardJournals.sorted { $0.key < $1.key }.map(\.value)
                name = heard.isEmpty ? falseName(&choices) : heard[choices.below(heard.count)]
            default: name = falseName(&choices)
            }
            heads.heads.append(
                Head(
                    number: number, node: name.node, group: name.group, incarnation: name.incarnation, size: place(&choices),
                    keyedRoot: what & 4 == 0 ? 0 : choices.number(octets: 8)))
        }
        return heads
    }

    private func falseName(_ choices: inout Choices) -> JournalName {
        JournalName(
            node: node(&choices), group: SessionPlay.tags[choices.below(SessionPlay.tags.count)],
            incarnation: FuzzKeys.identifier(choices.octet() & 7))
    }

    /// One of its journals, begun if there are not enough.
    private mutating func own(_ choices: inout Choices) -> JournalWriter {
        let index = Int(choices.octet()) % Self.journalsMax
        if index < written.count { return written[index].writer }
        let tag = SessionPlay.tags[choices.below(SessionPlay.tags.count)]
        let name = JournalName(node: SessionPlay.id(.fuzzed), group: tag, incarnation: FuzzKeys.identifier(UInt8(0x40 + written.count)))
        let journal = name.id(in: FuzzKeys.network)
        let writer = JournalWriter(
            name: name, network: FuzzKeys.network, origin: journalOrigin(registryOrigin: FuzzKeys.origin, journal: journal))
        written.append((writer, []))
        return writer
    }

    /// Entries of a journal of its own, signed as they should be: the next ones, earlier ones, or others in the place of earlier ones.
    private mutating func ownEntries(_ choices: inout Choices) -> EntryRange {
        let (number, what) = (number(&choices), choices.octet())
        let writer = own(&choices)
        guard let index = written.firstIndex(where: { $0.writer.journal == writer.journal }) else { return falseEntries(&choices) }
        let batches = written[index].batches
        var batch = batches.isEmpty || what & 3 != 0 ? nil : batches[choices.below(batches.count)]
        if batch == nil {
            // A fork is written by a writer that has forgotten what it wrote.
            let isFork = what & 0x30 == 0x30 && !batches.isEmpty
            var writer =
                isFork
                ? JournalWriter(name: batches[0].name ?? falseName(&choices), network: FuzzKeys.network, origin: writer.origin) : writer
            batch = writer.append(
                entries(&choices, of: writer.journal, isFirst: writer.size == 0), signing: SessionPlay.key(.fuzzed).signing)
            if !isFork, let batch { written[index] = (writer, batches + [batch]) }
        }
        guard let batch else { return falseEntries(&choices) }
        return EntryRange(
            number: number, first: batch.first, entries: batch.entries.map { $0.compact[...] }, completion: [],
            checkpointSize: batch.checkpoint.size, signature: batch.checkpoint.signature)
    }

    private func entries(_ choices: inout Choices, of journal: JournalID, isFirst: Bool) -> [UnverifiedEntry] {
        var entries: [UnverifiedEntry] = []
        if isFirst {
            entries.append(
                Opening(predecessor: nil).entry(
                    journal: journal, salt: FuzzKeys.octets([UInt8](repeating: 0, count: 16)), registrySize: 1, time: Minute(1)))
        }
        for _ in 0..<1 + choices.below(3) {
            let kind = EntryKind(rawValue: 1 + choices.octet() % 5) ?? .item
            let prefix = EntryPrefix(
                kind: kind, journal: journal, salt: FuzzKeys.octets(choices.filled(16)), epoch: nil, step: 0, registrySize: place(&choices),
                time: Minute(1), keepUntil: Minute(0))
            let length = UInt64(1) << UInt64(choices.below(29))
            let body: EntryBody =
                choices.octet() & 1 == 0
                ? .inline(choices.octets(8)) : .detached(length: length, hash: FuzzKeys.identifier(choices.octet()))
            entries.append(UnverifiedEntry(prefix: prefix, commitment: nil, body: body))
        }
        return entries
    }

    /// Entries that the honest peer wrote, as they are, wherever they may go.
    private func foreignEntries(_ choices: inout Choices, _ play: SessionPlay) -> EntryRange {
        let journals = play.honest.store.journals.keys.sorted()
        let (number, from) = (number(&choices), place(&choices))
        guard let range = play.honest.store.read(journals[choices.below(journals.count)], from: from) else { return falseEntries(&choices) }
        return EntryRange(
            number: number, first: range.first, entries: range.entries.map { $0[...] }, completion: range.completion,
            checkpointSize: range.checkpoint.size, signature: range.checkpoint.signature)
    }

    private func falseEntries(_ choices: inout Choices) -> EntryRange {
        EntryRange(
            number: number(&choices), first: place(&choices),
            entries: (0..<choices.below(4)).map { _ in choices.octets(choices.below(64))[...] },
            completion: (0..<choices.below(4)).map { _ in FuzzKeys.identifier(7) }, checkpointSize: place(&choices),
            signature: FuzzKeys.octets(choices.filled(64)))
    }

    private func bodyPart(_ choices: inout Choices, _ play: SessionPlay) -> BodyPart {
        let what = choices.octet()
        var part = BodyPart(
            number: number(&choices), position: place(&choices), firstChunk: UInt32(choices.octet() & 3), chunkHashes: [], chunks: [])
        if what & 1 == 0, let body = play.honest.store.bodies.values.max(by: { $0.lexicographicallyPrecedes($1) }) {
            let hashes = BodyTree.chunkHashes(of: body)
            part.chunkHashes = part.firstChunk == 0 ? hashes : []
            part.chunks = [body.prefix(WireLimits.chunkOctets)[...]]
        } else {
            part.chunkHashes = (0..<choices.below(3)).map { _ in FuzzKeys.identifier(5) }
            part.chunks = (0..<choices.below(3)).map { _ in choices.octets(choices.below(64))[...] }
        }
        return part
    }

    /// A checkpoint of the registry: the true one, or one that the coordinator signed beside it, or a forgery; with cosignatures.
    private func statement(_ choices: inout Choices, _ play: SessionPlay) -> CosignedCheckpoint {
        let what = choices.octet()
        let size = max(1, place(&choices))
        let leaves = play.honest.store.journals[SessionPlay.registry]?.leaves
        let known = leaves.flatMap { size <= $0.size ? $0.root(at: size) : nil }
        let root = what & 1 == 0 ? known ?? FuzzKeys.identifier(3) : FuzzKeys.identifier(3)
        let signature =
            what & 2 == 0 && size <= LedgerLimits.logSizeMax
            ? FuzzKeys.key(0).sign(Checkpoint(origin: FuzzKeys.origin, size: size, root: root).text) : FuzzKeys.octets(choices.filled(64))
        let cosignatures = (0..<choices.below(3)).map { _ in
            Cosignature(signer: node(&choices), time: choices.number(octets: 4), signature: FuzzKeys.octets(choices.filled(64)))
        }
        return CosignedCheckpoint(size: size, root: root, signature: signature, cosignatures: cosignatures)
    }

    private func evidence(_ choices: inout Choices) -> SplitEvidence {
        func side() -> CosignedCheckpoint {
            let (size, root) = (1 + UInt64(choices.octet() & 3), FuzzKeys.identifier(choices.octet() & 3) as Hash)
            let signature = FuzzKeys.key(Int(choices.octet() & 4)).sign(Checkpoint(origin: FuzzKeys.origin, size: size, root: root).text)
            return CosignedCheckpoint(size: size, root: root, signature: signature)
        }
        let (first, second) = (side(), side())
        let root: Hash = choices.octet() & 1 == 0 ? second.root : FuzzKeys.identifier(choices.octet())
        return SplitEvidence(first: first, second: second, root: root, proof: (0..<choices.below(3)).map { _ in FuzzKeys.identifier(8) })
    }
}
