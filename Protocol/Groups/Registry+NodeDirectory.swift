public import Ledger
public import Wire

/// The registry at the size it has been replayed to.
extension Registry: NodeDirectory {
    public func organisation(ofNode node: NodeID) -> OrganisationID? { self.node(node)?.organisation }
}
