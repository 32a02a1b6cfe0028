import Exchange
import Groups
import Ledger

/// What a proof shows of an item, once the proof holds: its author's octets, and whose they were first.
struct ProvenItem {
    /// The author's file, which a zone gives as the item's bundle.
    let data: [UInt8]
    /// What the proof inside a re-share proves of the original; `nil` where the item is its author's own.
    let original: ProofFindings?

    /// Reads the proven content. Throws `content-not-shown`, `content-malformed`, or why the original's own proof does not hold.
    init(_ findings: ProofFindings) throws(OperationError) {
        let content = try Self.content(findings)
        switch content.kind {
        case .bundle: (data, original) = (content.data, nil)
        case .reshare:
            let first: ProofFindings
            do throws(ProofError) {
                first = try ProofFile(content.data).verify(expecting: findings.network)
            } catch {
                throw OperationError(
                    code: error.name, reason: "The item shares another one again, and the proof of that one, inside it, does not hold.",
                    remedy: "Do not rely on who is said to have written it.")
            }
            let within = try Self.content(first)
            // Re-shares do not nest: what is shared again is its author's own.
            guard within.kind == .bundle else { throw Self.malformed }
            (data, original) = (within.data, first)
        case .roster, .withdrawal, .receipt, .contribution: throw Self.malformed
        }
    }

    /// Compares what a site or folder gives as the item's bundle; throws `bundle-differs`.
    func check(_ bundle: [UInt8], from place: String) throws(OperationError) {
        guard bundle == data else {
            throw OperationError(
                code: "bundle-differs", reason: "The proof holds, but \(place) is not the content that its author signed.",
                remedy: "Do not rely on it. What the author signed is inside the proof.")
        }
    }

    private static func content(_ findings: ProofFindings) throws(OperationError) -> ItemContent {
        guard findings.header.kind == .item else { throw malformed }
        switch findings.content {
        case .absent, .sealed:
            throw OperationError(
                code: "content-not-shown", reason: "The proof does not show the content, so the bundle cannot be compared with it.",
                remedy: "Verify the proof.json alone to see what it proves.")
        case .plain(let octets), .opened(let octets):
            guard let content = try? ItemContent(decoding: octets[...]) else { throw malformed }
            return content
        }
    }

    private static let malformed = OperationError(
        code: "content-malformed", reason: "The proof holds, but it is not of an item with a content.", remedy: "Ask who gave it to you.")
}
