import Ledger
public import Sodium
public import Wire

/// What an operation does to a group's roster.
public enum RosterVerb: UInt8, Sendable {
    /// The organisation becomes a member.
    case add = 0
    /// It is a member no longer.
    case remove = 1
    /// It becomes a steward; by a member while there is no steward, a vote for that.
    case appoint = 2
    /// It is a steward no longer and stays a member.
    case dismiss = 3
}

/// Why a roster operation is refused. Only that operation is lost, never the roster.
public enum RosterOperationError: Error, Equatable, Sendable {
    /// The bytes are not the encoding of a signed operation.
    case encoding(CBORError)
    /// The verb is not one this node knows.
    case unknownVerb
    /// The operation belongs to another charter.
    case anotherCharter
    /// The group is a named one, whose organisations never change.
    case immutable
    /// The operations it saw are not in ascending order without repetition.
    case unorderedSeen
    /// The registry does not say which organisation the signing node belongs to.
    case unknownSigner
    /// No key the signing node ever held made the signature.
    case wrongSignature
    /// In what this node knows of the group, the operation would be without effect; it is not signed.
    case notAuthorised
    /// The roster has as many operations as it may have; the group needs a new charter.
    case rosterFull
}

/// One verified step in a group's membership (specification §4.5).
///
/// Whether its signer was entitled to it is for the fold to say: it depends on what else is known.
public struct RosterOperation: Equatable, Sendable {
    public let verb: RosterVerb
    public let organisation: OrganisationID
    /// The operations the signer had seen and nobody had yet built upon, ascending; at most 64.
    public let seen: [Hash]
    /// The node that signed.
    public let signer: NodeID
    /// The organisation of the node that signed, by the registry.
    public let signerOrganisation: OrganisationID
    /// The signer's clock; for people only, it orders nothing.
    public let time: Minute
    /// `[statement, signature]`: how the operation travels.
    public let bytes: [UInt8]
    /// The RFC 6962 leaf hash of `bytes`: the operation's name.
    public let hash: Hash

    /// Signs an operation on the roster of `charter`, whatever it may be worth there; `Roster.sign` looks at that too.
    ///
    /// Throws `immutable`, `unknownSigner`, or `unorderedSeen` for more than 64.
    public init(
        signing verb: RosterVerb, _ organisation: OrganisationID, of charter: Charter, seen: [Hash], signer: NodeID, time: Minute,
        network: NetworkID, directory: some NodeDirectory, with key: borrowing SigningKey
    ) throws(RosterOperationError) {
        guard charter.statement.kind == .closed else { throw .immutable }
        guard isAscending(seen), seen.count <= GroupsLimits.seenOperationsMax else { throw .unorderedSeen }
        guard let signerOrganisation = directory.organisation(ofNode: signer) else { throw .unknownSigner }
        let fields = Fields(charter: charter.hash, verb: verb.rawValue, organisation: organisation, seen: seen, signer: signer, time: time)
        let payload = fields.encoded()
        let signature = key.sign(SigningContext.roster.message(network: network, payload: payload))
        self.init(fields, verb, signerOrganisation, Signed.encode(payload, signature))
    }

    /// Reads and verifies; the only way from foreign bytes to an operation.
    public init(
        verifying bytes: ArraySlice<UInt8>, of charter: Charter, network: NetworkID, directory: some NodeDirectory
    ) throws(RosterOperationError) {
        let signed: Signed
        let fields: Fields
        do throws(CBORError) {
            signed = try Signed(reading: bytes, limit: GroupsLimits.rosterOperationOctetsMax)
            fields = try Fields(reading: signed.statement)
        } catch {
            throw .encoding(error)
        }
        guard let verb = RosterVerb(rawValue: fields.verb) else { throw .unknownVerb }
        guard fields.charter == charter.hash else { throw .anotherCharter }
        guard charter.statement.kind == .closed else { throw .immutable }
        guard isAscending(fields.seen) else { throw .unorderedSeen }
        guard let signerOrganisation = directory.organisation(ofNode: fields.signer) else { throw .unknownSigner }
        let message = SigningContext.roster.message(network: network, payload: signed.statement)
        guard directory.accepts(signed.signature, by: fields.signer, over: message) else { throw .wrongSignature }
        self.init(fields, verb, signerOrganisation, [UInt8](bytes))
    }

    private init(_ fields: Fields, _ verb: RosterVerb, _ signerOrganisation: OrganisationID, _ bytes: [UInt8]) {
        self.verb = verb
        organisation = fields.organisation
        seen = fields.seen
        signer = fields.signer
        self.signerOrganisation = signerOrganisation
        time = fields.time
        self.bytes = bytes
        hash = Hash.leaf(bytes)
    }

    /// The statement as it is written; nothing checked.
    struct Fields {
        var charter: Hash
        var verb: UInt8
        var organisation: OrganisationID
        var seen: [Hash]
        var signer: NodeID
        var time: Minute

        func encoded() -> [UInt8] {
            var writer = CBORWriter(reservingCapacity: 112 + 34 * seen.count)
            writer.array(6)
            writer.identifier(charter)
            writer.unsigned(verb)
            writer.identifier(organisation)
            writer.array(seen.count)
            for hash in seen { writer.identifier(hash) }
            writer.identifier(signer)
            writer.unsigned(time.rawValue)
            return writer.bytes
        }
    }
}

extension RosterOperation.Fields {
    init(reading bytes: ArraySlice<UInt8>) throws(CBORError) {
        var reader = CBORReader(bytes)
        try reader.array(exactly: 6)
        charter = try reader.octets()
        verb = try reader.unsigned(UInt8.self)
        organisation = try reader.octets()
        seen = []
        for _ in 0..<(try reader.array(limit: GroupsLimits.seenOperationsMax)) { seen.append(try reader.octets()) }
        signer = try reader.octets()
        time = Minute(try reader.unsigned(UInt32.self))
        try reader.end()
    }
}
