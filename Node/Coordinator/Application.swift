public import Ledger
public import Sodium
import Wire

/// Why an application is not taken.
public enum ApplicationError: Error, Equatable, Sendable {
    /// The letter could not be decoded.
    case malformed
    /// One of its records is not valid as the registry stands.
    case record(RecordError)
    /// The records are not those of one organisation and its node.
    case mismatched
    /// The connection did not prove the key that the certificate certifies.
    case anotherKey
    /// The organisation is in the registry already.
    case alreadyRegistered
    /// Too many applications wait.
    case crowded

    /// A sentence for the candidate.
    public var text: String {
        switch self {
        case .malformed: "The application could not be decoded; upgrade the node and apply again."
        case .record(let error): "A record of the application is not valid (\(error)); run `causeway init` anew and apply again."
        case .mismatched: "The certificate belongs to another organisation than the one that applies."
        case .anotherKey: "The connection proved another key than the certificate's; apply from the node itself."
        case .alreadyRegistered: "The organisation is in the registry already; start the node with `causeway serve`."
        case .crowded: "Too many applications wait for a decision; apply again later."
        }
    }
}

/// An application whose records are valid as the registry stands.
public struct Application: Equatable, Sendable {
    /// The first 8 octets of the letter's hash, as hexadecimal: what staff type.
    public let id: String
    public let letter: ApplicationLetter
    public let organisation: OrganisationRecord
    public let certificate: CertificateRecord
    /// Unix seconds.
    public let received: UInt64

    /// Checks a letter against the registry.
    ///
    /// - Parameter provenKey: the operation key that the candidate's connection proved, `nil` when reading what was checked before.
    public init(
        checking bytes: ArraySlice<UInt8>, provenKey: Octets32?, registry: Registry, received: UInt64
    ) throws(ApplicationError) {
        let letter: ApplicationLetter
        do throws(CBORError) {
            letter = try ApplicationLetter(decoding: bytes)
        } catch {
            throw .malformed
        }
        let (organisation, certificate) = try Self.payloads(of: letter)
        guard provenKey == nil || certificate.operationKey == provenKey else { throw .anotherKey }
        let organisationID = OrganisationID(rootKey: organisation.rootKey, network: registry.network)
        guard certificate.organisation == organisationID, certificate.role == .member else { throw .mismatched }
        guard registry.organisation(organisationID) == nil else { throw .alreadyRegistered }
        var registryAfter = registry
        for record in [letter.organisationRecord, letter.certificateRecord] {
            if case .refused(let error) = registryAfter.apply(record[...]) { throw .record(error) }
        }
        self.id = Self.id(of: bytes)
        self.letter = letter
        self.organisation = organisation
        self.certificate = certificate
        self.received = received
    }

    /// What staff type for the letter with these bytes.
    public static func id(of letter: some Collection<UInt8>) -> String {
        Hash.leaf(letter).array.prefix(8).hex
    }

    private static func payloads(of letter: ApplicationLetter) throws(ApplicationError) -> (OrganisationRecord, CertificateRecord) {
        do throws(RecordError) {
            let first = try RegistryPayload(try SignedRecord(letter.organisationRecord[...]).payloadBytes[...])
            let second = try RegistryPayload(try SignedRecord(letter.certificateRecord[...]).payloadBytes[...])
            guard case .organisation(let organisation) = first, case .certificate(let certificate) = second else { throw .malformed }
            return (organisation, certificate)
        } catch {
            throw .record(error)
        }
    }
}
