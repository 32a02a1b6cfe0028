internal import Sodium
public import Wire

extension EntryPrefix {
    /// The array of the eight fields, as the sealing key's derivation takes it (chapter 4).
    public func encoded() -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 128)
        writer.array(8)
        write(to: &writer)
        return writer.bytes
    }

    fileprivate func write(to writer: inout CBORWriter) {
        writer.unsigned(kind.rawValue)
        writer.identifier(journal)
        writer.octets(salt)
        writer.identifier(epoch)
        writeNumbers(to: &writer)
    }

    fileprivate func writeNumbers(to writer: inout CBORWriter) {
        writer.unsigned(step)
        writer.unsigned(registrySize)
        writer.unsigned(time.rawValue)
        writer.unsigned(keepUntil.rawValue)
    }
}

extension UnverifiedEntry {
    /// Octets of the body.
    public var bodyLength: UInt64 {
        switch body {
        case .inline(let octets): UInt64(octets.count)
        case .detached(let length, _): length
        }
    }

    /// The root of the body's chunk tree; computed when the body is here.
    public var bodyHash: Hash {
        switch body {
        case .inline(let octets): BodyTree.root(of: octets)
        case .detached(_, let hash): hash
        }
    }

    /// The header, which is the leaf's data: the array of prefix, body length, body hash and commitment.
    public func headerBytes() -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 224)
        writer.array(11)
        prefix.write(to: &writer)
        writer.unsigned(bodyLength)
        writer.identifier(bodyHash)
        writer.octets(commitment)
        return writer.bytes
    }

    /// The hash of the leaf, by which people and other entries name this one.
    public func leafHash() -> Hash {
        .leaf(headerBytes())
    }

    private var inlineOctets: Int {
        if case .inline(let octets) = body { octets.count } else { 0 }
    }

    /// The entry as it travels and rests: the header without what journal and body tell, and the body or its hash.
    public func compact() -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 160 + inlineOctets)
        writer.array(9)
        writer.unsigned(prefix.kind.rawValue)
        writer.octets(prefix.salt)
        writer.identifier(prefix.epoch)
        prefix.writeNumbers(to: &writer)
        writer.octets(commitment)
        switch body {
        case .inline(let octets):
            writer.byteString(octets)
        case .detached(let length, let hash):
            writer.array(2)
            writer.unsigned(length)
            writer.identifier(hash)
        }
        return writer.bytes
    }

    /// Reads the compact form of an entry of this journal, strictly: `compact()` gives the same bytes again.
    public init(compact: ArraySlice<UInt8>, journal: JournalID) throws(EntryError) {
        let fields: CompactFields
        do throws(CBORError) {
            fields = try CompactFields(compact)
        } catch {
            throw .encoding(error)
        }
        guard let kind = UInt8(exactly: fields.kind).flatMap(EntryKind.init) else { throw .unknownKind }
        guard (fields.epoch == nil) == (fields.commitment == nil) else { throw .halfSealed }
        guard fields.epoch != nil || fields.step == 0 else { throw .stepWithoutEpoch }
        guard fields.bodyLength <= fields.bodyLengthMax else { throw .bodyTooLong }
        prefix = EntryPrefix(
            kind: kind, journal: journal, salt: fields.salt, epoch: fields.epoch, step: fields.step,
            registrySize: fields.registrySize, time: Minute(fields.time), keepUntil: Minute(fields.keepUntil))
        commitment = fields.commitment
        body = fields.detachedHash.map { .detached(length: fields.bodyLength, hash: $0) } ?? .inline(Array(fields.inlineBody))
    }
}

/// The nine fields as they stand, well formed but not yet judged.
private struct CompactFields {
    let kind: UInt64
    let salt: Octets16
    let epoch: EpochID?
    let step: UInt16
    let registrySize: UInt64
    let time: UInt32
    let keepUntil: UInt32
    let commitment: Octets32?
    let bodyLength: UInt64
    let inlineBody: ArraySlice<UInt8>
    let detachedHash: Hash?

    var bodyLengthMax: UInt64 {
        detachedHash == nil ? UInt64(WireLimits.inlineBodyOctetsMax) : WireLimits.bodyOctetsMax
    }

    init(_ compact: ArraySlice<UInt8>) throws(CBORError) {
        var reader = CBORReader(compact)
        try reader.array(exactly: 9)
        kind = try reader.unsigned()
        salt = try reader.octets()
        epoch = try reader.optionalOctets()
        step = try reader.unsigned(UInt16.self)
        registrySize = try reader.unsigned()
        time = try reader.unsigned(UInt32.self)
        keepUntil = try reader.unsigned(UInt32.self)
        commitment = try reader.optionalOctets()
        if reader.nextIsArray {
            try reader.array(exactly: 2)
            bodyLength = try reader.unsigned()
            detachedHash = try reader.octets()
            inlineBody = []
        } else {
            inlineBody = try reader.byteString(limit: Int.max)
            bodyLength = UInt64(inlineBody.count)
            detachedHash = nil
        }
        try reader.end()
    }
}

extension CBORWriter {
    /// An empty byte string stands for no octets.
    fileprivate mutating func octets(_ value: Octets32?) {
        if let value { octets(value) } else { byteStringHead(0) }
    }
}
