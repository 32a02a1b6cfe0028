public import Wire

/// What stands at the address of a tile (specification chapter 8, "Tiles").
extension Tile {
    /// Hashes as a tile carries them.
    public static func octets(of hashes: some Sequence<Hash>) -> [UInt8] {
        hashes.flatMap(\.array)
    }

    /// Records as a bundle carries them: each at most 65,535 octets, behind its length.
    public static func octets(ofRecords records: some Sequence<[UInt8]>) -> [UInt8] {
        var octets: [UInt8] = []
        for record in records {
            precondition(record.count <= UInt16.max, "a record of \(record.count) octets has no room in a bundle")
            octets.append(UInt8(truncatingIfNeeded: record.count >> 8))
            octets.append(UInt8(truncatingIfNeeded: record.count))
            octets += record
        }
        return octets
    }

    /// The hashes in a tile, as many as it is wide; throws `tileLength`.
    public func hashes(in octets: [UInt8]) throws(TileError) -> [Hash] {
        guard octets.count == width * Hash.count else { throw .tileLength }
        return (0..<width).compactMap { Hash(octets[$0 * Hash.count..<($0 + 1) * Hash.count]) }
    }

    /// The records in a bundle, as many as it is wide; throws `bundleMalformed` or `recordTooLong`.
    public func records(in octets: [UInt8]) throws(TileError) -> [ArraySlice<UInt8>] {
        let (records, end) = try firstRecords(in: octets)
        guard end == octets.count else { throw .bundleMalformed }
        return records
    }

    /// The part of the full tile's octets that this partial one has.
    ///
    /// For servers that drop a partial tile when they have the full one. Throws what reading it would throw.
    public func beginning(ofFull octets: [UInt8]) throws(TileError) -> [UInt8] {
        switch row {
        case .hashes:
            guard octets.count == Self.widthMax * Hash.count else { throw .tileLength }
            return Array(octets.prefix(width * Hash.count))
        case .entries: return Array(octets.prefix(try firstRecords(in: octets).end))
        }
    }

    private func firstRecords(in octets: [UInt8]) throws(TileError) -> (records: [ArraySlice<UInt8>], end: Int) {
        var records: [ArraySlice<UInt8>] = []
        records.reserveCapacity(width)
        var place = 0
        while records.count < width {
            guard octets.count - place >= Self.lengthOctets else { throw .bundleMalformed }
            let length = Int(octets[place]) << 8 | Int(octets[place + 1])
            place += Self.lengthOctets
            guard length <= WireLimits.recordOctetsMax else { throw .recordTooLong }
            guard octets.count - place >= length else { throw .bundleMalformed }
            records.append(octets[place..<place + length])
            place += length
        }
        return (records, place)
    }
}
