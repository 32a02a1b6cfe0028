import Ledger
public import Wire

/// Whose audit log it is: every hash and every signature of a log covers the network and the node.
///
/// Exact bytes and how to compute them without this program: docs/audit.md.
public struct AuditOrigin: Equatable, Sendable {
    public let network: NetworkID
    public let node: NodeID

    private static let startLabel = "causeway/audit-start/1"
    private static let recordLabel = "causeway/audit-record/1"
    private static let headLabel = "causeway/audit/1"

    public init(network: NetworkID, node: NodeID) {
        self.network = network
        self.node = node
    }

    /// What stands for the hash before the first record: SHA-256 of cbor["causeway/audit-start/1", network, node].
    public var start: Hash {
        var writer = CBORWriter()
        writer.array(3)
        writer.text(Self.startLabel)
        writer.identifier(network)
        writer.identifier(node)
        return Hash(sha256: writer.bytes)
    }

    /// A record's hash: SHA-256 of cbor["causeway/audit-record/1", network, node, number, time, actor, action, subject, details, previous].
    func hash(of record: AuditRecord) -> Hash {
        var writer = CBORWriter(reservingCapacity: 512)
        writer.array(10)
        writer.text(Self.recordLabel)
        writer.identifier(network)
        writer.identifier(node)
        writer.unsigned(record.number)
        writer.unsigned(record.time)
        writer.text(record.actor)
        writer.text(record.action)
        writer.text(record.subject)
        writer.raw(AuditRecord.encoded(record.details))
        writer.identifier(record.previous)
        return Hash(sha256: writer.bytes)
    }

    /// The octets that a head's signature covers: cbor["causeway/audit/1", network, cbor[node, number, time, hash]].
    public func message(number: UInt64, time: UInt64, hash: Hash) -> [UInt8] {
        var payload = CBORWriter(reservingCapacity: 80)
        payload.array(4)
        payload.identifier(node)
        payload.unsigned(number)
        payload.unsigned(time)
        payload.identifier(hash)
        var writer = CBORWriter(reservingCapacity: 160)
        writer.array(3)
        writer.text(Self.headLabel)
        writer.identifier(network)
        writer.byteString(payload.bytes)
        return writer.bytes
    }
}
