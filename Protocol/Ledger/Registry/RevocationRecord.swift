public import Sodium
public import Wire

/// An organisation withdraws an operation key of one of its nodes for ever; signed by its root key.
public struct RevocationRecord: Equatable, Sendable {
    public let node: NodeID
    public let operationKey: Octets32

    public init(node: NodeID, operationKey: Octets32) {
        self.node = node
        self.operationKey = operationKey
    }

    func write(to writer: inout CBORWriter) {
        writer.identifier(node)
        writer.octets(operationKey)
    }

    init(from reader: inout CBORReader) throws(RecordError) {
        self = try reader.field { (reader) throws(CBORError) in
            RevocationRecord(node: try reader.octets(), operationKey: try reader.octets())
        }
    }
}
