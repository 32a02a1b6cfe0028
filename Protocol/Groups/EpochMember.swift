public import Wire

/// A node inside an epoch's set and the public half of the subkey it announced.
///
/// Made of a statement in the minute of sealing and of nothing else, so that nothing is sealed to an expired subkey.
public struct EpochMember: Equatable, Sendable {
    public let node: NodeID
    /// The X-Wing public key, 1,216 octets.
    public let publicKey: [UInt8]

    /// `nil` unless the statement is valid in this minute: the node is outside the set until it announces another (§4.3).
    public init?(_ statement: SubkeyStatement, at minute: Minute) {
        guard statement.isValid(at: minute) else { return nil }
        self.init(node: statement.node, publicKey: statement.publicKey)
    }

    init(node: NodeID, publicKey: [UInt8]) {
        self.node = node
        self.publicKey = publicKey
    }
}
