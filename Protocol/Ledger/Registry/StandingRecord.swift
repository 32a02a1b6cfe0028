public import Wire

/// What the coordinator can do to a member's standing.
public enum StandingChange: UInt8, Sendable, CaseIterable {
    case suspended = 0
    case reinstated = 1
    /// Final: neither the organisation nor any of its root keys comes back.
    case expelled = 2
}

/// The coordinator changes the standing of an organisation that was admitted; signed by the coordinator key.
///
/// It carries no reason: the registry cannot be erased.
public struct StandingRecord: Equatable, Sendable {
    public let organisation: OrganisationID
    public let change: StandingChange

    public init(organisation: OrganisationID, change: StandingChange) {
        self.organisation = organisation
        self.change = change
    }

    func write(to writer: inout CBORWriter) {
        writer.identifier(organisation)
        writer.unsigned(change.rawValue)
    }

    init(from reader: inout CBORReader) throws(RecordError) {
        self = try reader.field { (reader) throws(CBORError) in
            let organisation = try reader.octets(OrganisationID.self)
            guard let change = StandingChange(rawValue: try reader.unsigned(UInt8.self)) else { throw .invalidValue }
            return StandingRecord(organisation: organisation, change: change)
        }
    }
}
