import Ledger
public import Sodium
public import Wire

/// What an operation does to a group's roster.
public enum RosterVerb: UInt8, Sendable {
    case add = 0
    case remove = 1
}

/// Why a roster operation is refused. Only that operation is lost, never the roster.
public enum RosterOperationError: Error, Equatable, Sendable {
    /// The bytes are not the encoding of a signed operation.
    case encoding(CBORError)
    /// The verb is not one this node knows.
    case unknownVerb
    /// The operation belongs to another charter.
    case anotherCharter
    /// The operations it saw are not in ascending order without repetition.
    case unorderedSeen
    /// It would add or remove the founder, which is always a member.
    case concernsFounder
    /// The signing node is unknown or does not belong to a steward.
    case notSteward
    /// No key the signing node ever held made the signature.
    case wrongSignature
    /// The roster has as many operations as it may have; the group needs a new charter.
    case rosterFull
}

/// One verified step in a group's membership: a steward adds or removes an organisation (specification §4.5).
public struct RosterOperation: Equatable, Sendable {
    public let verb: RosterVerb
    public let organisation: OrganisationID
    /// The operations the signer had seen and nobody had yet built upon, ascending; at most 64.
    public let seen: [Hash]
    /// The steward's node that signed.
    public let signer: NodeID
    /// The signer's clock; for people only, it orders nothing.
    public let time: Minute
    /// `[statement, signature]`: how the operation travels.
    public let bytes: [UInt8]
    /// The RFC 6962 leaf hash of `bytes`: the operation's name.
    public let hash: Hash

    /// Signs an operation on the roster of `charter`; throws `concernsFounder`, or `unorderedSeen` for more than 64.
    public init(
        signing verb: RosterVerb, _ organisation: OrganisationID, of charter: Charter, seen: [Hash], signer: NodeID, time: Minute,
        network: NetworkID, with key: borrowing SigningKey
    ) throws(RosterOperationError) {
        guard organisation != charter.statement.founder else { throw .concernsFounder }
        guard isAscending(seen), seen.count <= GroupsLimits.seenOperationsMax else { throw .unorderedSeen }
        let fields = Fields(charter: charter.hash, verb: verb.rawValue, organisation: organisation, seen: seen, signer: signer, time: time)
        let payload = fields.encoded()
        let signature = key.sign(SigningContext.roster.message(network: network, payload: payload))
        self.init(fields, verb, Signed.encode(payload, signature))
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
        guard isAscending(fields.seen) else { throw .unorderedSeen }
        guard fields.organisation != charter.statement.founder else { throw .concernsFounder }
        guard directory.organisation(ofNode: fields.signer) == charter.statement.founder else { throw .notSteward }
        let message = SigningContext.roster.message(network: network, payload: signed.statement)
        guard directory.accepts(signed.signature, by: fields.signer, over: message) else { throw .wrongSignature }
        self.init(fields, verb, [UInt8](bytes))
    }

    private init(_ fields: Fields, _ verb: RosterVerb, _ bytes: [UInt8]) {
        self.verb = verb
        organisation = fields.organisation
        seen = fields.seen
        signer = fields.signer
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
