public import Foundation

/// A page of everything that is here, the last to arrive first.
public struct InventoryPage: Codable, Equatable, Sendable {
    public var items: [ItemReport]
    /// Where the next page goes on; `nil` behind the last.
    public var next: Int64?

    public init(items: [ItemReport], next: Int64?) {
        self.items = items
        self.next = next
    }
}

/// The registry as this node holds it: the records, and the coordinator's checkpoint over them.
public struct RegistryCopy: Codable, Equatable, Sendable {
    /// The network's identifier.
    public var network: String
    /// The C2SP signed note; empty while records are on their way.
    public var checkpoint: String
    /// Every record's exact bytes, in order.
    public var records: [Data]

    public init(network: String, checkpoint: String, records: [Data]) {
        self.network = network
        self.checkpoint = checkpoint
        self.records = records
    }
}
