internal import Wire

/// What a record of the registry says: the bytes its signatures cover.
public enum RegistryPayload: Equatable, Sendable {
    case genesis(GenesisRecord)
    case organisation(OrganisationRecord)
    case certificate(CertificateRecord)
    case admission(AdmissionRecord)
    case standing(StandingRecord)
    case revocation(RevocationRecord)
    case authority(AuthorityRecord)
    case sector(SectorRecord)

    /// The number that stands first in the payload, and how many fields may follow it.
    private enum Kind: UInt64 {
        case genesis = 1
        case organisation, certificate, admission, standing, revocation, authority, sector

        var fields: ClosedRange<Int> {
            switch self {
            case .genesis: 6...6
            case .organisation: 4...4
            case .certificate: 7...7
            case .admission: 2...3
            case .authority: 3...3
            case .standing, .revocation, .sector: 2...2
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
        case .authority: .authority
        case .sector: .sector
        }
    }

    private var fields: Int {
        if case .admission(let record) = self { record.fields } else { kind.fields.lowerBound }
    }

    /// The payload's bytes (specification chapter 3).
    public func encoded() -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 192)
        writer.array(1 + fields)
        writer.unsigned(kind.rawValue)
        switch self {
        case .genesis(let record): record.write(to: &writer)
        case .organisation(let record): record.write(to: &writer)
        case .certificate(let record): record.write(to: &writer)
        case .admission(let record): record.write(to: &writer)
        case .standing(let record): record.write(to: &writer)
        case .revocation(let record): record.write(to: &writer)
        case .authority(let record): record.write(to: &writer)
        case .sector(let record): record.write(to: &writer)
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
        guard kind.fields.contains(count - 1) else { throw .malformed }
        switch kind {
        case .genesis: self = .genesis(try GenesisRecord(from: &reader))
        case .organisation: self = .organisation(try OrganisationRecord(from: &reader))
        case .certificate: self = .certificate(try CertificateRecord(from: &reader))
        case .admission: self = .admission(try AdmissionRecord(from: &reader, fields: count - 1))
        case .standing: self = .standing(try StandingRecord(from: &reader))
        case .revocation: self = .revocation(try RevocationRecord(from: &reader))
        case .authority: self = .authority(try AuthorityRecord(from: &reader))
        case .sector: self = .sector(try SectorRecord(from: &reader))
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
        case .sector(let record): try record.check()
        case .standing, .revocation, .authority: break
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
