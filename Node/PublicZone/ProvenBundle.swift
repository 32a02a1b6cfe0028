import Groups
import Ledger

/// The bundle that a proof proves: what its author shared, octet by octet.
enum ProvenBundle {
    /// `nil` when the proof shows no bundle. Of a re-share it is the original's, by the original's own proof.
    static func octets(of findings: ProofFindings) -> [UInt8]? {
        guard let content = content(of: findings) else { return nil }
        switch content.kind {
        case .bundle: return content.data
        case .reshare:
            guard let original = try? ProofFile(content.data).verify(expecting: findings.network),
                let content = self.content(of: original), content.kind == .bundle
            else { return nil }
            return content.data
        case .roster, .withdrawal, .receipt, .contribution: return nil
        }
    }

    private static func content(of findings: ProofFindings) -> Groups.ItemContent? {
        switch findings.content {
        case .plain(let octets), .opened(let octets): try? Groups.ItemContent(decoding: octets[...])
        case .absent, .sealed: nil
        }
    }
}
