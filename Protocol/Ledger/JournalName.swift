internal import Sodium
public import Wire

extension JournalName {
    private static let label = "causeway/journal/1"

    /// The journal's identifier: SHA-256 of cbor["causeway/journal/1", network, node, group, incarnation].
    public func id(in network: NetworkID) -> JournalID {
        var writer = CBORWriter(reservingCapacity: 112)
        writer.array(5)
        writer.text(Self.label)
        writer.identifier(network)
        writer.identifier(node)
        writer.identifier(group)
        writer.identifier(incarnation)
        return JournalID(Hash(sha256: writer.bytes).octets)
    }
}

extension JournalID {
    private static let registryLabel = "causeway/registry/1"

    /// The identifier under which the network's registry is kept: SHA-256 of cbor["causeway/registry/1", network].
    public static func registry(of network: NetworkID) -> JournalID {
        var writer = CBORWriter(reservingCapacity: 56)
        writer.array(2)
        writer.text(registryLabel)
        writer.identifier(network)
        return JournalID(Hash(sha256: writer.bytes).octets)
    }
}

/// The origin of a journal's checkpoints: the registry's origin, "/journal/", and the identifier in hexadecimal.
public func journalOrigin(registryOrigin: String, journal: JournalID) -> String {
    "\(registryOrigin)/journal/\(journal.hex)"
}
