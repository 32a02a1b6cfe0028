public import Wire

/// What this node has judged of the registry so far, kept beside the stored records so that a restart need not
/// verify every signature and examine every key again.
///
/// Worth as much as the disk it lies on: never taken from a peer, and only for records that this node stored itself.
public struct RegistryVerdicts: Equatable, Sendable {
    /// The edition of the rules under which the records were judged; the next one for every change of what is refused.
    ///
    /// Without it, a program that knows more kinds of record would go on refusing those that an earlier one did not know.
    public static let rules: UInt64 = 2

    public let network: NetworkID
    /// How many records were judged.
    public let size: UInt64
    /// The positions of the refused ones, ascending.
    public let refused: [UInt64]

    /// Notes what a registry has judged up to its size.
    public init(of registry: Registry) {
        network = registry.network
        size = registry.size
        refused = registry.refusedPositions
    }

    /// The notes as bytes: cbor[rules, network, size, [refused position...]].
    public func encoded() -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 64 + 5 * refused.count)
        writer.array(4)
        writer.unsigned(Self.rules)
        writer.identifier(network)
        writer.unsigned(size)
        writer.array(refused.count)
        for position in refused { writer.unsigned(position) }
        return writer.bytes
    }

    /// Reads the notes strictly; those of other rules are refused, as those of the first edition are, which did not name it.
    public init(_ bytes: ArraySlice<UInt8>) throws(CBORError) {
        var reader = CBORReader(bytes)
        try reader.array(exactly: 4)
        guard try reader.unsigned() == Self.rules else { throw .invalidValue }
        network = try reader.octets()
        size = try reader.unsigned()
        var refused: [UInt64] = []
        for _ in 0..<(try reader.array(limit: bytes.count)) {
            let position = try reader.unsigned()
            guard position < size, position > refused.last ?? 0 else { throw .invalidValue }
            refused.append(position)
        }
        self.refused = refused
        try reader.end()
    }
}

extension Registry {
    /// Folds stored records, the genesis first, and trusts the notes for as many of them as the notes cover.
    ///
    /// Records behind the notes are verified in full. Throws `signatureInvalid` or whatever else shows that
    /// the notes are not about these records; the caller then replays without notes.
    public init(replaying records: some Sequence<[UInt8]>, verdicts: RegistryVerdicts?) throws(RecordError) {
        var iterator = records.makeIterator()
        guard let first = iterator.next() else { throw .genesisMissing }
        try self.init(genesis: first)
        let verdicts = verdicts.flatMap { $0.network == network ? $0 : nil }
        var refused = (verdicts?.refused ?? [])[...]
        while let record = iterator.next() {
            if let verdicts, size < verdicts.size {
                let wasRefused = refused.first == size
                if wasRefused { refused.removeFirst() }
                try reapply(record[...], wasRefused: wasRefused)
            } else {
                _ = apply(record[...])
            }
        }
    }
}
