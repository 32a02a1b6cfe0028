internal import Crypto
internal import Sodium
public import Wire

extension Hash {
    /// The root of a log without leaves: SHA-256 of nothing (RFC 6962 §2.1).
    public static let emptyTree = Hash(sha256: EmptyCollection())

    /// SHA-256 of exactly these octets.
    public init(sha256 octets: some Collection<UInt8>) {
        self = Self.digest(tag: nil, octets)
    }

    /// The hash of a leaf: SHA-256 over 0x00 and the leaf's data (RFC 6962 §2.1).
    public static func leaf(_ data: some Collection<UInt8>) -> Hash {
        digest(tag: 0x00, data)
    }

    /// The hash of an inner node: SHA-256 over 0x01 and the hashes of its two children (RFC 6962 §2.1).
    public static func node(_ left: Hash, _ right: Hash) -> Hash {
        withUnsafeTemporaryAllocation(byteCount: 65, alignment: 8) { node in
            node[0] = 0x01
            left.octets.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: node[1..<33]).copyMemory(from: $0) }
            right.octets.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: node[33..<65]).copyMemory(from: $0) }
            return digest(tag: nil, UnsafeRawBufferPointer(node))
        }
    }

    private static func digest(tag: UInt8?, _ data: some Collection<UInt8>) -> Hash {
        let result = data.withContiguousStorageIfAvailable { digest(tag: tag, UnsafeRawBufferPointer($0)) }
        return result ?? [UInt8](data).withUnsafeBytes { digest(tag: tag, $0) }
    }

    static func digest(tag: UInt8?, _ data: UnsafeRawBufferPointer) -> Hash {
        var function = SHA256()
        if var tag {
            withUnsafeBytes(of: &tag) { function.update(bufferPointer: $0) }
        }
        function.update(bufferPointer: data)
        let octets = function.finalize().withUnsafeBytes { Octets32($0) }
        guard let octets else { preconditionFailure("a SHA-256 digest without 32 octets") }
        return Hash(octets)
    }
}
