import Ledger
public import Wire

/// The tag of the network's community group, which every member belongs to (specification §4.2).
///
/// Derived, so that a new node knows it from the registry alone. A closed group's tag is random instead.
public func communityTag(of network: NetworkID) -> GroupTag {
    var writer = CBORWriter(reservingCapacity: 64)
    writer.array(2)
    writer.text("causeway/community/1")
    writer.identifier(network)
    return GroupTag(Hash(sha256: writer.bytes).firstHalf)
}
