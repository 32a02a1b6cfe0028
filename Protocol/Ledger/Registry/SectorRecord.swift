public import Wire

/// The coordinator moves an organisation that was admitted to another sector; signed by the coordinator key.
public struct SectorRecord: Equatable, Sendable {
    public let organisation: OrganisationID
    /// Empty for none.
    public let sector: String

    public init(organisation: OrganisationID, sector: String) {
        self.organisation = organisation
        self.sector = sector
    }

    func write(to writer: inout CBORWriter) {
        writer.identifier(organisation)
        writer.text(sector)
    }

    init(from reader: inout CBORReader) throws(RecordError) {
        self = try reader.field { (reader) throws(CBORError) in
            SectorRecord(organisation: try reader.octets(), sector: try reader.text(limit: WireLimits.recordOctetsMax))
        }
    }

    /// Throws when a field that was read is none the registry takes.
    func check() throws(RecordError) {
        guard RegistryText.isSector(sector) else { throw .sectorUnacceptable }
    }
}
