import Crypto
public import Sodium
public import Wire

/// Why a subkey is not used. A node without a valid one is outside new epochs until it announces another.
public enum SubkeyError: Error, Equatable, Sendable {
    /// The body is not the encoding of a signed subkey.
    case encoding(CBORError)
    /// The suite is not one this version knows.
    case unknownSuite
    /// The subkey speaks for another node than the journal's writer.
    case anotherNode
    /// No key the node ever held made the signature.
    case wrongSignature
    /// It would be valid for no time at all, or for longer than 90 days.
    case wrongPeriod
    /// Nothing can be sealed to the public key.
    case invalidPublicKey
    /// A seed does not have 32 octets.
    case wrongSeedLength
}

/// What a node says about its encryption subkey: seal to this key, from then until then (specification §4.3).
///
/// The body of a `subkey` entry in the node's community journal is `[statement, signature]`.
public struct SubkeyStatement: Equatable, Sendable {
    /// The only suite so far: HPKE with X-Wing, HKDF-SHA-256 and AES-256-GCM.
    public static let suite: UInt8 = 1

    public let node: NodeID
    /// The X-Wing public key, 1,216 octets.
    public let publicKey: [UInt8]
    /// First minute at which others may seal to the key.
    public let notBefore: Minute
    /// First minute at which they may no longer.
    public let notAfter: Minute

    public init(node: NodeID, publicKey: [UInt8], notBefore: Minute, notAfter: Minute) {
        self.node = node
        self.publicKey = publicKey
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    /// Reads and verifies an entry's body; `keys` are all the operation keys that `node`, the journal's writer, ever held.
    ///
    /// Also tries the public key once, so that whoever opens an epoch later does not stumble over it.
    public init(verifying body: ArraySlice<UInt8>, network: NetworkID, node: NodeID, keys: [VerifyingKey]) throws(SubkeyError) {
        let signed: Signed
        let suite: UInt8
        do throws(CBORError) {
            signed = try Signed(reading: body, limit: GroupsLimits.subkeyOctetsMax)
            (suite, self) = try Self.decode(signed.statement)
        } catch {
            throw .encoding(error)
        }
        guard suite == Self.suite else { throw .unknownSuite }
        guard self.node == node else { throw .anotherNode }
        let message = SigningContext.subkey.message(network: network, payload: signed.statement)
        guard keys.contains(where: { $0.accepts(signed.signature, over: message) }) else { throw .wrongSignature }
        guard hasPermittedPeriod else { throw .wrongPeriod }
        guard Self.canSeal(to: publicKey) else { throw .invalidPublicKey }
    }

    /// Signs the statement with the node's operation key and gives the body of a `subkey` entry.
    public func signed(network: NetworkID, with key: borrowing SigningKey) throws(SubkeyError) -> [UInt8] {
        guard hasPermittedPeriod else { throw .wrongPeriod }
        guard Self.canSeal(to: publicKey) else { throw .invalidPublicKey }
        let statement = encoded()
        return Signed.encode(statement, key.sign(SigningContext.subkey.message(network: network, payload: statement)))
    }

    /// Whether others may seal to the key in this minute.
    public func isValid(at minute: Minute) -> Bool {
        notBefore <= minute && minute < notAfter
    }

    private var hasPermittedPeriod: Bool {
        notBefore < notAfter && notAfter.rawValue - notBefore.rawValue <= GroupsLimits.subkeyMinutesMax
    }

    /// Both halves of X-Wing can refuse a key: coefficients out of range, an X25519 point of low order.
    private static func canSeal(to publicKey: [UInt8]) -> Bool {
        guard let key = try? XWingMLKEM768X25519.PublicKey(rawRepresentation: publicKey) else { return false }
        return (try? key.encapsulate()) != nil
    }

    func encoded(suite: UInt8 = Self.suite) -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: publicKey.count + 48)
        writer.array(5)
        writer.unsigned(suite)
        writer.identifier(node)
        writer.byteString(publicKey)
        writer.unsigned(notBefore.rawValue)
        writer.unsigned(notAfter.rawValue)
        return writer.bytes
    }

    private static func decode(_ statement: ArraySlice<UInt8>) throws(CBORError) -> (suite: UInt8, SubkeyStatement) {
        var reader = CBORReader(statement)
        try reader.array(exactly: 5)
        let suite = try reader.unsigned(UInt8.self)
        let node: NodeID = try reader.octets()
        let publicKey = [UInt8](try reader.byteString(limit: GroupsLimits.publicKeyOctets))
        guard publicKey.count == GroupsLimits.publicKeyOctets else { throw .wrongCount }
        let notBefore = Minute(try reader.unsigned(UInt32.self))
        let notAfter = Minute(try reader.unsigned(UInt32.self))
        try reader.end()
        return (suite, SubkeyStatement(node: node, publicKey: publicKey, notBefore: notBefore, notAfter: notAfter))
    }
}
