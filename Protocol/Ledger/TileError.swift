/// Why an address, a tile or a bundle of records is not an acceptable part of a log that is served as tiles (specification chapter 8).
///
/// The raw value is the refusal's name in the specification and in the vectors.
public enum TileError: String, Error, Equatable, CaseIterable, Sendable {
    /// Below `tile/`, and not a tile in its one spelling.
    case tilePath
    /// No address of a log.
    case addressUnknown
    /// The log does not have the tile at the size of its checkpoint.
    case tileOutside
    /// A tile of hashes is not 32 octets for each of its width.
    case tileLength
    /// A bundle is not exactly as many records behind their lengths as it is wide.
    case bundleMalformed
    /// A record in a bundle has more than `WireLimits.recordOctetsMax` octets.
    case recordTooLong
    /// The hashes of a tile, or of the edge, do not give the hash above them.
    case tileNotIncluded
    /// The records of a bundle are not the leaves of the tile that was verified.
    case bundleNotIncluded
}
