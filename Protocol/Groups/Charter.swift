import Ledger
public import Sodium
public import Wire

/// Why a charter is refused.
public enum CharterError: Error, Equatable, Sendable {
    /// The bytes are not the encoding of a signed charter.
    case encoding(CBORError)
    /// The version is not one this node knows.
    case unknownVersion
    /// The kind of group is not one this node knows.
    case unknownKind
    /// The name is empty, too long, or holds controls, direction marks or invisible characters.
    case invalidName
    /// The mailboxes are not in ascending order without repetition, or there are too many.
    case invalidMailboxes
    /// The founding node does not belong to the founding organisation.
    case notOfFounder
    /// No key the founding node ever held made the signature.
    case wrongSignature
}

/// What a closed group is, said once by its founder (specification §4.4).
public struct CharterStatement: Equatable, Sendable {
    static let version: UInt8 = 1
    static let closedKind: UInt8 = 1

    /// Random; the only thing outsiders ever see of the group.
    public let tag: GroupTag
    /// 1 to 80 Unicode scalars; see `PlainText`.
    public let name: String
    /// Always a member; its nodes are the group's stewards.
    public let founder: OrganisationID
    /// Nodes that keep ciphertext for offline members, ascending.
    public let mailboxes: [NodeID]
    public let created: Minute

    /// Throws `invalidName` or `invalidMailboxes` (more than 16); sorts the mailboxes.
    public init(
        tag: GroupTag, name: String, founder: OrganisationID, mailboxes: [NodeID], created: Minute
    ) throws(CharterError) {
        guard PlainText.isName(name) else { throw .invalidName }
        self.tag = tag
        self.name = name
        self.founder = founder
        self.mailboxes = mailboxes.sorted()
        self.created = created
        guard isAscending(self.mailboxes), mailboxes.count <= GroupsLimits.mailboxesMax else { throw .invalidMailboxes }
    }

    func encoded(version: UInt8 = Self.version, kind: UInt8 = Self.closedKind) -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 128 + name.utf8.count)
        writer.array(7)
        writer.unsigned(version)
        writer.unsigned(kind)
        writer.identifier(tag)
        writer.text(name)
        writer.identifier(founder)
        writer.array(mailboxes.count)
        for mailbox in mailboxes { writer.identifier(mailbox) }
        writer.unsigned(created.rawValue)
        return writer.bytes
    }

    init(reading bytes: ArraySlice<UInt8>) throws(CharterError) {
        let (version, kind, fields) = try Self.fields(bytes)
        guard version == Self.version else { throw .unknownVersion }
        guard kind == Self.closedKind else { throw .unknownKind }
        guard isAscending(fields.mailboxes) else { throw .invalidMailboxes }
        try self.init(
            tag: fields.tag, name: fields.name, founder: fields.founder, mailboxes: fields.mailboxes, created: fields.created)
    }

    private typealias Fields = (tag: GroupTag, name: String, founder: OrganisationID, mailboxes: [NodeID], created: Minute)

    private static func fields(_ bytes: ArraySlice<UInt8>) throws(CharterError) -> (UInt8, UInt8, Fields) {
        do throws(CBORError) {
            var reader = CBORReader(bytes)
            try reader.array(exactly: 7)
            let version = try reader.unsigned(UInt8.self)
            let kind = try reader.unsigned(UInt8.self)
            let tag: GroupTag = try reader.octets()
            let name = try reader.text(limit: GroupsLimits.nameOctetsMax)
            let founder: OrganisationID = try reader.octets()
            var mailboxes: [NodeID] = []
            for _ in 0..<(try reader.array(limit: GroupsLimits.mailboxesMax)) { mailboxes.append(try reader.octets()) }
            let created = Minute(try reader.unsigned(UInt32.self))
            try reader.end()
            return (version, kind, (tag, name, founder, mailboxes, created))
        } catch {
            throw .encoding(error)
        }
    }
}

/// A charter whose signature was verified, with the exact bytes that were signed.
public struct Charter: Equatable, Sendable {
    public let statement: CharterStatement
    /// The node of the founder that signed.
    public let foundingNode: NodeID
    /// `[statement, founding node, signature]`: how the charter travels.
    public let bytes: [UInt8]
    /// The RFC 6962 leaf hash of `bytes`: what roster operations refer to.
    public let hash: Hash

    /// Founds a group: signs with the operation key of a node that belongs to the founder.
    public init(signing statement: CharterStatement, node: NodeID, network: NetworkID, with key: borrowing SigningKey) {
        let payload = statement.encoded()
        let signature = key.sign(SigningContext.charter.message(network: network, payload: payload))
        self.init(statement, node, Self.encode(payload, node, signature))
    }

    /// Reads and verifies; the only way from foreign bytes to a charter.
    public init(verifying bytes: ArraySlice<UInt8>, network: NetworkID, directory: some NodeDirectory) throws(CharterError) {
        let (payload, node, signature) = try Self.parts(bytes)
        let statement = try CharterStatement(reading: payload)
        guard directory.organisation(ofNode: node) == statement.founder else { throw .notOfFounder }
        let message = SigningContext.charter.message(network: network, payload: payload)
        guard directory.accepts(signature, by: node, over: message) else { throw .wrongSignature }
        self.init(statement, node, [UInt8](bytes))
    }

    private init(_ statement: CharterStatement, _ foundingNode: NodeID, _ bytes: [UInt8]) {
        self.statement = statement
        self.foundingNode = foundingNode
        self.bytes = bytes
        hash = Hash.leaf(bytes)
    }

    static func encode(_ payload: [UInt8], _ node: NodeID, _ signature: Octets64) -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: payload.count + 96)
        writer.array(3)
        writer.byteString(payload)
        writer.identifier(node)
        writer.octets(signature)
        return writer.bytes
    }

    private static func parts(_ bytes: ArraySlice<UInt8>) throws(CharterError) -> (ArraySlice<UInt8>, NodeID, Octets64) {
        do throws(CBORError) {
            guard bytes.count <= GroupsLimits.charterOctetsMax else { throw .tooLong }
            var reader = CBORReader(bytes)
            try reader.array(exactly: 3)
            let payload = try reader.byteString(limit: GroupsLimits.charterOctetsMax)
            let node: NodeID = try reader.octets()
            let signature: Octets64 = try reader.octets()
            try reader.end()
            return (payload, node, signature)
        } catch {
            throw .encoding(error)
        }
    }
}

/// Whether each value is greater than the one before it, so that a set has one spelling.
func isAscending(_ values: [some Comparable]) -> Bool {
    zip(values, values.dropFirst()).allSatisfy { $0 < $1 }
}
