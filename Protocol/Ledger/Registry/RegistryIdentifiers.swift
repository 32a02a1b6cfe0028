public import Sodium
public import Wire

extension NetworkID {
    /// The network of a genesis record: its leaf hash in the registry's log.
    public init(genesis record: some Collection<UInt8>) {
        self.init(Hash.leaf(record).octets)
    }
}

extension OrganisationID {
    /// The identifier of an organisation: the first half of SHA-256 of cbor["causeway/organisation/1", network, its first root key].
    public init(rootKey: Octets32, network: NetworkID) {
        self.init(derived("causeway/organisation/1", rootKey, network))
    }
}

extension NodeID {
    /// The identifier in a node's first certificate: the first half of SHA-256 of cbor["causeway/node/1", network, operation key].
    public init(firstOperationKey key: Octets32, network: NetworkID) {
        self.init(derived("causeway/node/1", key, network))
    }
}

private func derived(_ label: String, _ key: Octets32, _ network: NetworkID) -> Octets16 {
    var writer = CBORWriter(reservingCapacity: 96)
    writer.array(3)
    writer.text(label)
    writer.identifier(network)
    writer.octets(key)
    guard let half = Octets16(Hash(sha256: writer.bytes).array.prefix(Octets16.count)) else {
        preconditionFailure("half of a SHA-256 digest is not 16 octets")
    }
    return half
}
