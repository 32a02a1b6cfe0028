import Ledger
import Sodium
import Wire

/// One piece of a file, sealed by itself: `CWAYBKS1`, an X-Wing encapsulation, AES-256-GCM of at most 256 KiB.
///
/// Its name is the SHA-256 of all its octets, so anybody can tell a whole segment from a damaged one, and nobody without the code more.
enum Segment {
    private static let magic = Array("CWAYBKS1".utf8)
    private static let label = "causeway/backup-segment/1"

    /// How many octets a segment has on disk.
    static func octets(of plaintext: Int) -> Int { magic.count + BackupLimits.sealOctets + plaintext }

    static func seal(_ plaintext: [UInt8], to key: BackupSeal) -> (name: Octets32, octets: [UInt8]) {
        let octets = magic + key.seal(plaintext, label: label)
        return (Hash(sha256: octets).octets, octets)
    }

    static func open(_ octets: [UInt8], with secret: borrowing BackupSecret) -> [UInt8]? {
        guard octets.starts(with: magic) else { return nil }
        return BackupSeal.open(octets.dropFirst(magic.count), label: label, with: secret)
    }
}
