internal import Wire

/// What a record of the registry says: the bytes its signatures cover.
public enum RegistryPayload: Equatable, Sendable {
    case genesis(GenesisRecord)
    case organisation(OrganisationRecord)
    case certificate(CertificateRecord)
    case admission(AdmissionRecord)
    case standing(StandingRecord)
    case revocation(RevocationRecord)

    /// The number that stands first in the payload, and how many fields follow it.
    private enum Kind: UInt64 {
        case genesis = 1
        case organisation, certificate, admission, standing, revocation

        var fields: Int {
            switch self {
            case .genesis: 6
            case .organisation: 4
            case .certificate: 7
            case .admission, .standing, .revocation: 2
            }
        }
    }

    private var kind: Kind {
        switch self {
        case .genesis: .genesis
        case .organisation: .organisation
        case .certificate: .certificate
        case .admission: .admission
        case .standing: .standing
        case .revocation: .revocation
        }
    }

    /// The payload's bytes (specification chapter 3).
    public func encoded() -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 192)
        writer.array(1 + kind.fields)
        writer.unsigned(kind.rawValue)
        switch self {
        case .genesis(let record): record.write(to: &writer)
        case .organisation(let record): record.write(to: &writer)
        case .certificate(let record): record.write(to: &writer)
        case .admission(let record): record.write(to: &writer)
        case .standing(let record): record.write(to: &writer)
        case .revocation(let record): record.write(to: &writer)
        }
        return writer.bytes
    }

    /// Reads a payload and checks every field that can be checked without the registry.
    public init(_ bytes: ArraySlice<UInt8>) throws(RecordError) {
        var reader = CBORReader(bytes)
        let (count, number) = try reader.field { (reader) throws(CBORError) in
            (try reader.array(limit: WireLimits.recordOctetsMax), try reader.unsigned())
        }
        guard let kind = Kind(rawValue: number) else { throw .unknownKind }
        guard count == 1 + kind.fields else { throw .malformed }
        switch kind {
        case .genesis: self = .genesis(try GenesisRecord(from: &reader))
        case .organisation: self = .organisation(try OrganisationRecord(from: &reader))
        case .certificate: self = .certificate(try CertificateRecord(from: &reader))
        case .admission: self = .admission(try AdmissionRecord(from: &reader))
        case .standing: self = .standing(try StandingRecord(from: &reader))
        case .revocation: self = .revocation(try RevocationRecord(from: &reader))
        }
        try reader.field { (reader) throws(CBORError) in try reader.end() }
        try checkFields()
    }

    private func checkFields() throws(RecordError) {
        switch self {
        case .genesis(let record): try record.check()
        case .organisation(let record): try record.check()
        case .certificate(let record): try record.check()
        case .admission(let record): try record.check()
        case .standing, .revocation: break
        }
    }
}

extension CBORReader {
    /// Reads part of a record: whatever is wrong with the encoding makes the record malformed.
    mutating func field<R>(_ read: (inout CBORReader) throws(CBORError) -> R) throws(RecordError) -> R {
        do throws(CBORError) {
            return try read(&self)
        } catch {
            throw .malformed
        }
    }
}
