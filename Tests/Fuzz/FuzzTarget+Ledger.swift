import Ledger
import Sodium
import Vectors
import Wire

/// Entries and ranges of journals, notes, cosignatures, evidence, tiles (specification chapters 2, 3 and 8).
extension FuzzTarget {
    static let ledger = [
        FuzzTarget(name: "entry", topics: [("entry", ["compact"]), ("journal-batch", ["entry"])], run: readEntry),
        FuzzTarget(
            name: "journal", topics: [],
            more: {
                ((try? VectorFile.all(in: "journal-batch")) ?? []).map { [1, 2, 0] + joined(Array($0.list("entry").dropFirst())) }
            }, run: verifyRange),
        FuzzTarget(name: "note", topics: [("note", ["note"]), ("cosignature", ["note"]), ("tile", ["octets"])], run: readNote),
        FuzzTarget(
            name: "evidence", topics: [("split", ["evidence"])],
            more: { ((try? VectorFile.all(in: "message")) ?? []).flatMap { $0.list("payload") }.filter { $0.count > 200 } },
            run: readEvidence),
        FuzzTarget(name: "tile", topics: [("tile", ["path", "octets"])], run: readTile),
    ]

    private static let journal: JournalID = FuzzKeys.identifier(0x11)

    @Sendable private static func readEntry(_ input: [UInt8]) {
        guard let entry = try? UnverifiedEntry(compact: input[...], journal: journal) else { return }
        hold(entry.compact() == input, "an entry is written as it was read")
        hold(entry.leafHash() == .leaf(entry.headerBytes()), "the leaf is the header")
        if entry.prefix.kind == .opening, case .inline(let body) = entry.body, let opening = try? Opening(body: body) {
            hold(opening.encoded() == body, "an opening is written as it was read")
        }
    }

    /// A range that its writer signed is taken whole as in two parts, and by nobody who was given something else.
    @Sendable private static func verifyRange(_ input: [UInt8]) {
        var choices = Choices(input)
        let (cut, numberOctets) = (Int(choices.octet()), Int(choices.octet() % 9))
        let claimed = choices.number(octets: numberOctets)
        let name = JournalName(node: FuzzKeys.identifier(1), group: FuzzKeys.identifier(2), incarnation: FuzzKeys.identifier(3))
        let journal = name.id(in: FuzzKeys.network)
        let opening = Opening(predecessor: nil).entry(
            journal: journal, salt: FuzzKeys.octets([UInt8](repeating: 9, count: 16)), registrySize: 1, time: Minute(1))
        var entries = [opening.compact()]
        while !choices.isEmpty, entries.count < 40 { entries.append(choices.string()) }
        let read = entries.compactMap { try? UnverifiedEntry(compact: $0[...], journal: journal) }
        let isGood = read.count == entries.count && !read.dropFirst().contains { $0.prefix.kind == .opening }
        let leaves = read.map { $0.leafHash() }
        let (table, key) = (SubtreeTable(leaves: leaves), FuzzKeys.key(0))
        let fresh = JournalReader(name: name, journal: journal, origin: journalOrigin(registryOrigin: FuzzKeys.origin, journal: journal))
        let checkpoint = Checkpoint(origin: fresh.origin, size: table.size, root: table.root).sign(with: key.signing)
        let slices = entries.map { $0[...] }

        var whole = fresh
        let batch = try? whole.verify(slices, from: 0, completion: [], checkpoint: checkpoint, keys: [key.verifyingKey])
        hold((batch != nil) == isGood, "a signed range is taken exactly when each of its entries is one")
        hold((whole.size > 0) == isGood, "what is refused leaves the reader as it was")

        var parts = fresh
        let middle = 1 + cut % entries.count
        if isGood, middle < entries.count {
            let completion = table.completion(from: UInt64(middle), to: table.size)
            hold(
                (try? parts.verify(
                    Array(slices[..<middle]), from: 0, completion: completion, checkpoint: checkpoint, keys: [key.verifyingKey]))
                    != nil, "the first part is taken with what completes it")
            hold(
                (try? parts.verify(
                    Array(slices[middle...]), from: UInt64(middle), completion: [], checkpoint: checkpoint, keys: [key.verifyingKey]))
                    != nil, "and the second after it")
            hold(parts.range == whole.range, "both ways lead to the same state")
        }

        // Sizes and places that nobody signed for.
        var other = fresh
        let false_ = CompactCheckpoint(size: claimed, signature: checkpoint.signature)
        for start in [0, claimed, UInt64(cut)] {
            let taken = try? other.verify(
                slices, from: start, completion: Array(leaves.prefix(cut % 8)), checkpoint: false_, keys: [key.verifyingKey])
            hold(taken == nil || claimed == table.size && start == 0, "a signature counts for its own size and place")
        }
    }

    @Sendable private static func readNote(_ input: [UInt8]) {
        if let checkpoint = try? Checkpoint(text: input) { hold(checkpoint.text == input, "a checkpoint is written as it was read") }
        guard let note = try? SignedNote(parsing: input) else { return }
        hold(note.bytes == input, "a note is written as it was read")
        hold((try? SignedNote(text: note.text, signatures: note.signatures)) == note, "a note that was read can be put together")
        guard let checkpoint = try? Checkpoint(text: note.text) else { return }
        hold(checkpoint.text == note.text, "a checkpoint is written as it was read")
        let key = FuzzKeys.key(0).verifyingKey
        for line in note.signatures {
            let cosignature = try? Cosignature.verified(line, over: checkpoint) { _ in [key] }
            hold(
                cosignature.map { $0.line(origin: checkpoint.origin, key: key) == line } ?? true, "a cosignature is written as it was read")
        }
        _ = try? note.verify(with: [NoteKey(name: checkpoint.origin, key: key)])
    }

    /// Evidence is believed of whoever signed both sides of it, and of nobody else, whatever proof stands beside.
    @Sendable private static func readEvidence(_ input: [UInt8]) {
        var reader = CBORReader(input)
        guard (try? reader.array(exactly: 4)) != nil, var evidence = try? SplitEvidence(&reader) else { return }
        var writer = CBORWriter()
        writer.array(4)
        evidence.write(to: &writer)
        hold(input.starts(with: writer.bytes), "evidence is written as it was read")
        let key = FuzzKeys.key(0)
        hold(
            (try? evidence.verify(origin: FuzzKeys.origin, key: FuzzKeys.key(1).verifyingKey)) == nil,
            "nobody is charged with what others signed")
        for path in [\SplitEvidence.first, \SplitEvidence.second] {
            let statement = evidence[keyPath: path]
            evidence[keyPath: path].signature =
                Checkpoint(origin: FuzzKeys.origin, size: statement.size, root: statement.root).sign(with: key.signing).signature
        }
        guard (try? evidence.verify(origin: FuzzKeys.origin, key: key.verifyingKey)) != nil else { return }
        let isContradiction = evidence.first.size < evidence.second.size || evidence.first.root != evidence.second.root
        hold(isContradiction, "what one log can have is no evidence")
    }

    @Sendable private static func readTile(_ input: [UInt8]) {
        let text = String(decoding: input, as: UTF8.self)
        if let path = try? TilePath(text) { hold(path.text.utf8.elementsEqual(input), "an address has one spelling") }
        guard let first = input.first else { return }
        let octets = Array(input.dropFirst())
        let width = 1 + Int(first)
        if let hashes = try? Tile(.hashes(level: 0), index: 0, width: width).hashes(in: octets) {
            hold(Tile.octets(of: hashes) == octets, "a tile is written as it was read")
        }
        if let records = try? Tile(.entries, index: 0, width: width).records(in: octets) {
            hold(Tile.octets(ofRecords: records.map(Array.init)) == octets, "a bundle is written as it was read")
        }
        if let beginning = try? Tile(.entries, index: 0, width: width).beginning(ofFull: octets) {
            hold(octets.starts(with: beginning), "the beginning of a bundle is its beginning")
            hold((try? Tile(.entries, index: 0, width: width).records(in: beginning)) != nil, "and a bundle")
        }
        guard let claimed = try? ClaimedRegistry(note: input) else { return }
        hold(claimed.checkpoint.size > 0 && claimed.firstBundle.isInside(size: claimed.checkpoint.size), "an audit begins inside the log")
        _ = try? RegistryAudit(claimed, firstBundle: octets, expecting: nil)
    }
}
