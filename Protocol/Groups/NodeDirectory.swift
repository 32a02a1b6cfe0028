public import Sodium
public import Wire

/// What groups ask of the registry: whose signature counts for a node, and whose node it is.
///
/// Both answers only ever grow: a key once held stays known and a node never changes its organisation.
/// So a statement that verified once verifies for ever, and what is refused for want of a record may be offered again later.
public protocol NodeDirectory {
    /// Every operation key the registry ever held for the node, newest first; empty for an unknown node.
    func operationKeys(of node: NodeID) -> [VerifyingKey]

    /// The organisation the node belongs to; `nil` for an unknown node.
    func organisation(ofNode node: NodeID) -> OrganisationID?
}

extension NodeDirectory {
    /// Whether any key of the node signed the payload in this context.
    func accepts(_ signature: Octets64, by node: NodeID, over message: [UInt8]) -> Bool {
        operationKeys(of: node).contains { $0.accepts(signature, over: message) }
    }
}
