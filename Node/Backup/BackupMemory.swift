import Sodium

/// What a node remembers of the segments that its last backup in one target is made of: the hash of what is inside, and the name.
///
/// By it the next backup writes only what changed, without being able to read a backup. It holds no key and lies in the data directory.
struct BackupMemory: Sendable {
    private static let magic = Array("CWAYBKH1".utf8)

    let key: Octets16
    let target: Octets16
    private(set) var names: [Octets32: Octets32] = [:]

    init(key: Octets16, target: Octets16) {
        self.key = key
        self.target = target
    }

    /// `nil` when the octets are of another key or target, or are none of this.
    init?(_ octets: [UInt8], key: Octets16, target: Octets16) {
        self.init(key: key, target: target)
        let head = Self.magic + key.array + target.array
        guard octets.starts(with: head), (octets.count - head.count).isMultiple(of: 64) else { return nil }
        for start in stride(from: head.count, to: octets.count, by: 64) {
            guard let hash = Octets32(octets[start..<start + 32]), let name = Octets32(octets[start + 32..<start + 64]) else { return nil }
            names[hash] = name
        }
    }

    var encoded: [UInt8] {
        var octets = Self.magic + key.array + target.array
        octets.reserveCapacity(octets.count + names.count * 64)
        for (hash, name) in names.sorted(by: { $0.key < $1.key }) { octets += hash.array + name.array }
        return octets
    }

    func name(of hash: Octets32) -> Octets32? { names[hash] }

    mutating func note(_ hash: Octets32, is name: Octets32) { names[hash] = name }

    /// Its file in a data directory.
    static func file(in directory: String, of target: Octets16) -> String { "\(directory)/backup-\(target.hex).memory" }
}
