public import Sodium
public import Wire

/// What a node does in the network.
public enum NodeRole: UInt8, Sendable, CaseIterable {
    case member = 0
    /// Serves the registry; certified with the coordinator key's signature as well.
    case coordinator = 1
}

/// An organisation certifies one of its nodes: operation key, role, endpoints, dates.
///
/// Signed by the organisation's root key and by the operation key itself, so that nobody can have a key of
/// somebody else's certified and what it signs taken for their own.
public struct CertificateRecord: Equatable, Sendable {
    public let organisation: OrganisationID
    /// Made from the operation key in a node's first certificate, kept in later ones.
    public let node: NodeID
    public let operationKey: Octets32
    public let role: NodeRole
    /// Where the node can be dialled; none for a node that only dials out.
    public let endpoints: [Endpoint]
    /// First and last minute for which the certificate holds.
    public let notBefore: Minute
    public let notAfter: Minute

    public init(
        organisation: OrganisationID, node: NodeID, operationKey: Octets32, role: NodeRole,
        endpoints: [Endpoint], notBefore: Minute, notAfter: Minute
    ) {
        self.organisation = organisation
        self.node = node
        self.operationKey = operationKey
        self.role = role
        self.endpoints = endpoints
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    func write(to writer: inout CBORWriter) {
        writer.identifier(organisation)
        writer.identifier(node)
        writer.octets(operationKey)
        writer.unsigned(role.rawValue)
        writer.array(endpoints.count)
        for endpoint in endpoints { writer.text(endpoint.text) }
        writer.unsigned(notBefore.rawValue)
        writer.unsigned(notAfter.rawValue)
    }

    init(from reader: inout CBORReader) throws(RecordError) {
        let (organisation, node, key, role, count) = try reader.field { (reader) throws(CBORError) in
            let organisation = try reader.octets(OrganisationID.self)
            let node = try reader.octets(NodeID.self)
            let key = try reader.octets(Octets32.self)
            guard let role = NodeRole(rawValue: try reader.unsigned(UInt8.self)) else { throw .invalidValue }
            return (organisation, node, key, role, try reader.array(limit: RegistryLimits.endpointsMax))
        }
        var endpoints: [Endpoint] = []
        for _ in 0..<count {
            let text = try reader.field { (reader) throws(CBORError) in try reader.text(limit: WireLimits.recordOctetsMax) }
            endpoints.append(try Endpoint(text))
        }
        self = try reader.field { (reader) throws(CBORError) in
            CertificateRecord(
                organisation: organisation, node: node, operationKey: key, role: role, endpoints: endpoints,
                notBefore: Minute(try reader.unsigned(UInt32.self)), notAfter: Minute(try reader.unsigned(UInt32.self)))
        }
    }

    /// Throws when a field that was read is none the registry takes.
    func check() throws(RecordError) {
        for (index, endpoint) in endpoints.enumerated() where endpoints[..<index].contains(endpoint) { throw .endpointRepeated }
        guard notBefore <= notAfter else { throw .validityEmpty }
    }
}
