import Ledger
public import Wire

/// The tag of the network's public group, whose items are plain and meant for everyone (specification §4.2).
public func publicTag(of network: NetworkID) -> GroupTag { derivedTag("causeway/public/1", network) }

/// The tag of the network's community group, which every member belongs to (specification §4.2).
public func communityTag(of network: NetworkID) -> GroupTag { derivedTag("causeway/community/1", network) }

/// The tag of the group of all members of a sector, named as in the registry and never empty (specification §4.2).
public func sectorTag(of network: NetworkID, sector: String) -> GroupTag { derivedTag("causeway/sector/1", network, sector) }

/// Whether the tag belongs to the public group, the community or one of these sectors, so that no charter may name it (specification §4.4).
///
/// `sectors` are all that the registry names. Ask again when it names another: a charter that is held may have taken its tag before.
public func isReservedTag(_ tag: GroupTag, network: NetworkID, sectors: some Sequence<String> = [String]()) -> Bool {
    tag == publicTag(of: network) || tag == communityTag(of: network) || sectors.contains { tag == sectorTag(of: network, sector: $0) }
}

/// Derived, so that a new node knows it from the registry alone. The tags of closed and named groups are random instead.
private func derivedTag(_ label: String, _ network: NetworkID, _ sector: String? = nil) -> GroupTag {
    var writer = CBORWriter(reservingCapacity: 128)
    writer.array(sector == nil ? 2 : 3)
    writer.text(label)
    writer.identifier(network)
    if let sector { writer.text(sector) }
    return GroupTag(Hash(sha256: writer.bytes).firstHalf)
}
