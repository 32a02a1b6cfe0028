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
    /// The name is empty, too long, or holds controls, direction marks or invisible characters; or a named group has one.
    case invalidName
    /// The mailboxes are not in ascending order without repetition, or there are too many.
    case invalidMailboxes
    /// What newcomers are given is none of what this node knows.
    case unknownHistory
    /// Mailboxes are to keep ciphertext for no day, or for more than 366.
    case invalidMailboxDays
    /// The percentage of an election is below 50, so that two could be elected against each other, or above 99.
    case invalidElecting
    /// A closed group has organisations; or those of a named group are not in ascending order, too many, or lack the founder.
    case invalidOrganisations
    /// What is asked for about receipts is not what this node knows.
    case unknownReceipts
    /// The tag is that of the public group or of the community.
    case reservedTag
    /// The founding node does not belong to the founding organisation.
    case notOfFounder
    /// No key the founding node ever held made the signature.
    case wrongSignature
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
    ///
    /// Whether the tag is a sector's is for the caller to ask, with the registry's sectors: `isReservedTag`.
    public init(verifying bytes: ArraySlice<UInt8>, network: NetworkID, directory: some NodeDirectory) throws(CharterError) {
        let (payload, node, signature) = try Self.parts(bytes)
        let statement = try CharterStatement(reading: payload)
        guard !isReservedTag(statement.tag, network: network) else { throw .reservedTag }
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
