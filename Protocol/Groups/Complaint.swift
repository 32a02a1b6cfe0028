import Ledger
public import Wire

/// Why a complaint is not heard.
public enum ComplaintError: Error, Equatable, Sendable {
    /// The body is not the encoding of a complaint.
    case encoding(CBORError)
    /// The version is not one this node knows.
    case unknownVersion
}

/// A node's word that it should have been given an epoch's key and was not: the body of a `complaint` entry (specification §4.13).
///
/// The journal it stands in is signed, so the complaint is not.
public struct Complaint: Equatable, Sendable {
    static let version: UInt8 = 1

    public let epoch: EpochID
    /// SHA-256 of the public key that the node expected a slot for.
    public let subkey: Hash

    /// A complaint of the holder of `subkey`.
    public init(epoch: EpochID, subkey: Subkey) { self.init(epoch: epoch, subkey: Hash(sha256: subkey.publicKey)) }

    public init(epoch: EpochID, subkey: Hash) {
        self.epoch = epoch
        self.subkey = subkey
    }

    /// The body of the `complaint` entry.
    public func encoded() -> [UInt8] { encoded(version: Self.version) }

    func encoded(version: UInt8) -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 64)
        writer.array(3)
        writer.unsigned(version)
        writer.identifier(epoch)
        writer.identifier(subkey)
        return writer.bytes
    }

    /// Reads the body of a `complaint` entry.
    public init(decoding body: ArraySlice<UInt8>) throws(ComplaintError) {
        let version: UInt8
        do throws(CBORError) {
            var reader = CBORReader(body)
            try reader.array(exactly: 3)
            version = try reader.unsigned(UInt8.self)
            self.init(epoch: try reader.octets(), subkey: try reader.octets() as Hash)
            try reader.end()
        } catch {
            throw .encoding(error)
        }
        guard version == Self.version else { throw .unknownVersion }
    }
}
