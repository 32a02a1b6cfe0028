internal import CSodium

/// A short hash under a key (SipHash-2-4): whoever does not know the key cannot make two texts with one hash.
///
/// For tables of hashes that strangers can read the contents of and would like to slip something into; no signature and no commitment.
public struct ShortHash: Sendable {
    /// Octets of a key.
    public static let keyOctets = 16

    private let key: [UInt8]

    /// `nil` for a key of another length.
    public init?(key: [UInt8]) {
        guard key.count == Self.keyOctets else { return nil }
        self.key = key
    }

    /// The hash of some octets as a number.
    public func number(of octets: some Collection<UInt8>) -> UInt64 {
        octets.withContiguousStorageIfAvailable { hash($0) } ?? Array(octets).withUnsafeBufferPointer { hash($0) }
    }

    private func hash(_ octets: UnsafeBufferPointer<UInt8>) -> UInt64 {
        SodiumLibrary.start()
        var result = UInt64(0)
        let empty: [UInt8] = [0]
        withUnsafeMutableBytes(of: &result) { output in
            empty.withUnsafeBufferPointer { nothing in
                _ = crypto_shorthash(output.octetPointer, octets.baseAddress ?? nothing.baseAddress, UInt64(octets.count), key)
            }
        }
        return UInt64(littleEndian: result)
    }
}
