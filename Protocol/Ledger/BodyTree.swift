public import Wire

/// The tree over a body's chunks, whose root an entry's header holds as the body's hash (RFC 6962 §2.1).
///
/// The body is cut every `WireLimits.chunkOctets`; a body of no octets has one empty chunk. So the hash of a
/// body that travels inside its entry is a single leaf hash, and a detached one is checked chunk by chunk.
public enum BodyTree {
    /// The root over the chunks of a whole body.
    public static func root(of body: some Collection<UInt8>) -> Hash {
        body.count <= WireLimits.chunkOctets ? .leaf(body) : root(chunkHashes: chunkHashes(of: body))
    }

    /// The leaf hash of every chunk, in order.
    public static func chunkHashes(of body: some Collection<UInt8>) -> [Hash] {
        if body.isEmpty { return [.leaf(body)] }
        var hashes: [Hash] = []
        hashes.reserveCapacity(chunkCount(bodyOctets: UInt64(body.count)))
        var rest = body[...]
        while !rest.isEmpty {
            hashes.append(.leaf(rest.prefix(WireLimits.chunkOctets)))
            rest = rest.dropFirst(WireLimits.chunkOctets)
        }
        return hashes
    }

    /// The root over a list of chunk hashes.
    public static func root(chunkHashes: some Sequence<Hash>) -> Hash {
        var range = CompactRange()
        for hash in chunkHashes { range.append(hash) }
        return range.root
    }

    /// How many chunks a body of this many octets has: at least one.
    public static func chunkCount(bodyOctets: UInt64) -> Int {
        max(1, Int(bodyOctets / UInt64(WireLimits.chunkOctets)) + (bodyOctets.isMultiple(of: UInt64(WireLimits.chunkOctets)) ? 0 : 1))
    }
}
