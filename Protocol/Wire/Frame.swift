/// A frame: a 32-bit big-endian length, then that many octets of one message (specification chapter 6).
public enum Frame {
    /// Octets of the length before each payload.
    public static let lengthOctets = 4

    /// Puts the length before a payload of at most `WireLimits.frameOctetsMax` octets.
    public static func encode(_ payload: [UInt8]) -> [UInt8] {
        precondition(
            payload.count <= WireLimits.frameOctetsMax,
            "a message of \(payload.count) octets was built, the limit is \(WireLimits.frameOctetsMax)")
        var bytes: [UInt8] = []
        bytes.reserveCapacity(lengthOctets + payload.count)
        withUnsafeBytes(of: UInt32(payload.count).bigEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: payload)
        return bytes
    }
}
