import Exchange
import Groups
import Ledger
import Sodium
import Wire

/// What is to be released, in full but for its content: kept with what waits, and made into an item when it leaves.
struct ReleaseOrder: Codable, Equatable, Sendable {
    enum Form: String, Codable, Sendable {
        /// A bundle of our own.
        case bundle
        /// Somebody else's item, by its proof; `original` names it.
        case reshare
        /// A bundle that `proxy` is asked to issue under its name.
        case contribution
    }

    var form = Form.bundle
    var request: ShareRequest
    /// The item of our own that this one corrects, hexadecimal: it goes where that went.
    var replaces: String?
    /// The item of our own that lives on as this one, hexadecimal.
    var declassifies: String?
    /// The item that is shared again, hexadecimal.
    var original: String?
    /// Who is asked to issue it.
    var proxy: String?
    /// The contribution that is issued, hexadecimal.
    var contribution: String?
    /// So that two that say the same are two.
    var salt = Hash(SecureRandom.octets32()).hex
    /// The second that the item bears, once it is leaving: by it an item is known again whose leaving was cut short.
    var leaving: UInt64?
    /// With it, the SHA-256 of the item's data.
    var leavingData: String?

    init(_ request: ShareRequest) { self.request = request }

    /// The name of exactly what would be released; `content` is the file.
    func id(network: NetworkID, node: NodeID, content: [UInt8]) -> Hash {
        var order = self
        order.leaving = nil
        order.leavingData = nil
        var writer = CBORWriter(reservingCapacity: 512)
        writer.array(5)
        writer.text("causeway/release/1")
        writer.identifier(network)
        writer.identifier(node)
        writer.byteString(JSONDocument.encode(order))
        writer.identifier(Hash(sha256: content))
        return Hash(sha256: writer.bytes)
    }
}

/// An item that is ready to go, and what has to happen before.
struct PreparedRelease: Sendable {
    var item: ItemContent
    /// To whom it goes: what was asked for, or where rules send it.
    var target: Target
    /// Where its mark comes from: "content", "request" or "default".
    var source: String
    var waitSeconds: UInt64 = 0
    var approvals = 0
    /// The rules that had a part in it, in words.
    var rules: [String] = []
    /// Whom the rules tell.
    var notify: [String] = []
    var warnings: [String] = []

    /// Whether it stands in the place of an earlier item.
    var isCorrection: Bool { item.terms.replaces != nil }

    var isImmediate: Bool { waitSeconds == 0 && approvals == 0 }
}
