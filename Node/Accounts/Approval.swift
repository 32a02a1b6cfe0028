public import Sodium
public import Wire

/// A person's word on exactly what would be released: a statement and their signature over it.
///
/// The statement is cbor[network, node, share, verdict, person, time]; the signature covers cbor["causeway/approval/1", statement]. The
/// exact bytes and a worked example: Node/Accounts.md.
public struct Approval: Equatable, Sendable {
    /// What a person says.
    public enum Verdict: UInt8, Sendable, CaseIterable {
        case approve = 0
        /// Ends it, whatever others said before or say afterwards.
        case reject = 1
        /// Asks for the share in the first place, as a person and not as a user of the machine.
        case request = 2
    }

    public let network: NetworkID
    public let node: NodeID
    /// The hash of exactly what would be released.
    public let share: Hash
    public let verdict: Verdict
    /// The name under which the person is known at the node.
    public let person: String
    /// Unix seconds.
    public let time: UInt64

    private static let label = "causeway/approval/1"

    public init(network: NetworkID, node: NodeID, share: Hash, verdict: Verdict, person: String, time: UInt64) {
        self.network = network
        self.node = node
        self.share = share
        self.verdict = verdict
        self.person = person
        self.time = time
    }

    /// Reads a statement, and writes it again to compare. Throws `malformedStatement`.
    public init(decoding statement: [UInt8]) throws(AccountsError) {
        var reader = CBORReader(statement)
        do throws(CBORError) {
            try reader.array(exactly: 6)
            network = try reader.octets()
            node = try reader.octets()
            share = try reader.octets()
            guard let verdict = Verdict(rawValue: try reader.unsigned(UInt8.self)) else { throw .invalidValue }
            self.verdict = verdict
            person = try reader.text(limit: AccountsLimits.nameOctetsMax)
            time = try reader.unsigned()
            try reader.end()
        } catch {
            throw .malformedStatement
        }
        guard encoded() == statement else { throw .malformedStatement }
    }

    /// The statement's octets.
    public func encoded() -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 160)
        writer.array(6)
        writer.identifier(network)
        writer.identifier(node)
        writer.identifier(share)
        writer.unsigned(verdict.rawValue)
        writer.text(person)
        writer.unsigned(time)
        return writer.bytes
    }

    /// Signs the statement with the person's key.
    public func signed(with key: borrowing SigningKey) -> SignedApproval {
        let statement = encoded()
        return SignedApproval(statement: statement, signature: key.sign(Self.message(statement)))
    }

    /// What is signed: never the statement alone, so that no other signature of the key is one.
    static func message(_ statement: [UInt8]) -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: statement.count + 32)
        writer.array(2)
        writer.text(label)
        writer.byteString(statement)
        return writer.bytes
    }
}

/// A statement with a signature that nobody has checked yet.
public struct SignedApproval: Equatable, Sendable {
    /// The exact octets that were signed.
    public let statement: [UInt8]
    public let signature: Octets64

    public init(statement: [UInt8], signature: Octets64) {
        self.statement = statement
        self.signature = signature
    }

    /// What it says, when it is this person's; throws `malformedStatement` or `notSigned`.
    public func verified(by key: VerifyingKey) throws(AccountsError) -> Approval {
        let approval = try Approval(decoding: statement)
        guard key.accepts(signature, over: Approval.message(statement)) else { throw .notSigned }
        return approval
    }
}
