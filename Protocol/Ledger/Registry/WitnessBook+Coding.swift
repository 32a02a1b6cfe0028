public import Wire

extension WitnessBook {
    /// cbor[1, [[size, root, signature, [cosignature]], ...], [evidence, ...], [[first, second, size, size], ...]]: what a node keeps on its own disk.
    public func encoded() -> [UInt8] {
        var writer = CBORWriter()
        writer.array(4)
        writer.unsigned(1 as UInt8)
        let statements = statements(newest: nil)
        writer.array(statements.count)
        for statement in statements {
            writer.array(4)
            statement.write(to: &writer)
        }
        writer.array(splits.count)
        for split in splits {
            writer.array(4)
            split.write(to: &writer)
        }
        let names = settled.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
        writer.array(names.count)
        for name in names {
            writer.array(4)
            writer.identifier(name.first)
            writer.identifier(name.second)
            for size in name.sizes { writer.unsigned(size) }
        }
        return writer.bytes
    }

    /// Reads what `encoded` wrote; whose words these are follows from the registry, and what does not verify by it is left out.
    public init(decoding bytes: [UInt8], registry: Registry) throws(CBORError) {
        self.init()
        var reader = CBORReader(bytes)
        try reader.array(exactly: 4)
        guard try reader.unsigned(UInt8.self) == 1 else { throw .invalidValue }
        for _ in 0..<(try reader.array(limit: WireLimits.cosignaturesMax)) {
            try reader.array(exactly: 4)
            // What was believed once is believed still, whatever the clock says now.
            _ = take(try CosignedCheckpoint(&reader), registry: registry, now: LedgerLimits.cosignatureTimeMax)
        }
        for _ in 0..<(try reader.array(limit: RegistryLimits.splitsMax)) {
            try reader.array(exactly: 4)
            splits.append(try SplitEvidence(&reader))
        }
        for _ in 0..<(try reader.array(limit: WireLimits.cosignaturesMax)) {
            try reader.array(exactly: 4)
            let (first, second): (Hash, Hash) = (try reader.octets(), try reader.octets())
            settled.insert(SplitName(first: first, second: second, sizes: [try reader.unsigned(), try reader.unsigned()]))
        }
        try reader.end()
    }
}
