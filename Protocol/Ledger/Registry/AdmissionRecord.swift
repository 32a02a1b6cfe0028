public import Wire

/// The coordinator admits an organisation, and says in which sector it is and when; signed by the coordinator key.
public struct AdmissionRecord: Equatable, Sendable {
    public let organisation: OrganisationID
    /// Empty for none.
    public let sector: String
    /// From this minute the genesis record's delay is counted; 0 in records of the first form, which do not tell it.
    public let admitted: Minute

    public init(organisation: OrganisationID, sector: String, admitted: Minute) {
        self.organisation = organisation
        self.sector = sector
        self.admitted = admitted
    }

    /// How many fields follow the kind: minute 0 has one spelling, its absence.
    var fields: Int { admitted == Minute(0) ? 2 : 3 }

    func write(to writer: inout CBORWriter) {
        writer.identifier(organisation)
        writer.text(sector)
        if fields == 3 { writer.unsigned(admitted.rawValue) }
    }

    init(from reader: inout CBORReader, fields: Int) throws(RecordError) {
        self = try reader.field { (reader) throws(CBORError) in
            let organisation = try reader.octets(OrganisationID.self)
            let sector = try reader.text(limit: WireLimits.recordOctetsMax)
            let admitted = fields == 3 ? try reader.unsigned(UInt32.self) : 0
            return AdmissionRecord(organisation: organisation, sector: sector, admitted: Minute(admitted))
        }
        guard self.fields == fields else { throw .malformed }
    }

    /// Throws when a field that was read is none the registry takes.
    func check() throws(RecordError) {
        guard RegistryText.isSector(sector) else { throw .sectorUnacceptable }
    }
}
