public import Sodium
public import Wire

/// An organisation introduces itself: it is known from here on, and a member once it is admitted.
///
/// Signed by the root key that it names, which proves possession of it and nothing about the name.
public struct OrganisationRecord: Equatable, Sendable {
    /// The organisation's authority over its nodes, until an authority record names another; the organisation's identifier for ever.
    public let rootKey: Octets32
    public let name: String
    /// What it says of itself; the coordinator's admission decides. Empty for none.
    public let sector: String
    public let created: Minute

    public init(rootKey: Octets32, name: String, sector: String, created: Minute) {
        self.rootKey = rootKey
        self.name = name
        self.sector = sector
        self.created = created
    }

    func write(to writer: inout CBORWriter) {
        writer.octets(rootKey)
        writer.text(name)
        writer.text(sector)
        writer.unsigned(created.rawValue)
    }

    init(from reader: inout CBORReader) throws(RecordError) {
        self = try reader.field { (reader) throws(CBORError) in
            OrganisationRecord(
                rootKey: try reader.octets(), name: try reader.text(limit: WireLimits.recordOctetsMax),
                sector: try reader.text(limit: WireLimits.recordOctetsMax), created: Minute(try reader.unsigned(UInt32.self)))
        }
    }

    /// Throws when a field that was read is none the registry takes.
    func check() throws(RecordError) {
        guard RegistryText.isName(name) else { throw .nameUnacceptable }
        guard RegistryText.isSector(sector) else { throw .sectorUnacceptable }
    }
}
