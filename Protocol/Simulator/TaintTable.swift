import Sodium

/// Octets that only some may receive, and the search for them in what is delivered.
///
/// It knows nothing of replicas, messages or encodings: a frame is octets. Each taint is the first eight random octets of a body, an entry's salt
/// or a key.
struct TaintTable {
    /// Who may receive it.
    enum Audience: Equatable {
        case nobody
        /// Who was in the group, by index, when it was sent.
        case group(Int)
    }

    private var audiences: [UInt64: Audience] = [:]
    /// By the first two octets of a taint: whether there is any.
    private var begins = [Bool](repeating: false, count: 1 << 16)

    /// Takes the first eight octets as a taint.
    mutating func add(_ octets: [UInt8], for audience: Audience) {
        precondition(octets.count >= 8, "a taint of \(octets.count) octets")
        let word = octets.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
        audiences[word] = audience
        begins[Int(UInt16(truncatingIfNeeded: UInt64(littleEndian: word)))] = true
    }

    /// The audiences of all taints in these octets.
    func audiences(in octets: [UInt8]) -> [Audience] {
        guard octets.count >= 8 else { return [] }
        var found: [Audience] = []
        octets.withUnsafeBytes { octets in
            begins.withUnsafeBufferPointer { begins in
                for offset in 0...octets.count - 8 {
                    let pair = UInt16(littleEndian: octets.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
                    guard begins[Int(pair)] else { continue }
                    let word = octets.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    if let audience = audiences[word] { found.append(audience) }
                }
            }
        }
        return found
    }
}
