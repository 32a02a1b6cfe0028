public import Sodium
public import Wire

/// What a log's writer signs: the log's name, its size, and the root over all its leaves (C2SP tlog-checkpoint).
public struct Checkpoint: Hashable, Sendable {
    /// The log's name: 1 to 255 visible ASCII characters without a plus sign.
    public let origin: String
    /// How many leaves the log has.
    public let size: UInt64
    /// The Merkle tree hash of the leaves.
    public let root: Hash

    /// Names a state of a log; the origin must satisfy `isOrigin`.
    public init(origin: String, size: UInt64, root: Hash) {
        precondition(Self.isOrigin(origin), "the origin \(origin) cannot stand in a checkpoint")
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// Reads the three lines strictly; extension lines are refused.
    public init(text: some Collection<UInt8>) throws(NoteError) {
        let lines = [UInt8](text).split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.count == 4, lines[3].isEmpty else { throw .checkpointLines }
        origin = String(decoding: lines[0], as: UTF8.self)
        guard Self.isOrigin(origin) else { throw .checkpointOrigin }
        size = try Self.size(lines[1])
        guard let octets = Base64.decode(lines[2]), let root = Hash(octets) else { throw .checkpointRoot }
        self.root = root
    }

    /// The octets that are signed: origin, size and root, each followed by a line feed.
    public var text: [UInt8] {
        Array("\(origin)\n\(size)\n\(Base64.encode(root.array))\n".utf8)
    }

    /// Whether a text can be an origin and thereby the name of the key that signs the log.
    public static func isOrigin(_ text: String) -> Bool {
        (1...LedgerLimits.originOctetsMax).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "+") }
    }

    private static func size(_ digits: ArraySlice<UInt8>) throws(NoteError) -> UInt64 {
        guard digits.count <= LedgerLimits.sizeDigitsMax, digits.allSatisfy({ (0x30...0x39).contains($0) }),
            digits.count == 1 || digits.first != 0x30,
            let size = UInt64(String(decoding: digits, as: UTF8.self)), size <= LedgerLimits.logSizeMax
        else { throw .checkpointSize }
        return size
    }
}

extension Checkpoint {
    /// Signs the text; the result travels without origin and root.
    public func sign(with key: borrowing SigningKey) -> CompactCheckpoint {
        CompactCheckpoint(size: size, signature: key.sign(text))
    }

    /// Whether the holder of the key signed exactly this checkpoint.
    public func carries(_ compact: CompactCheckpoint, of key: VerifyingKey) -> Bool {
        size == compact.size && key.accepts(compact.signature, over: text)
    }

    /// The note that says the same as a compact checkpoint, for files and strangers; nothing is verified here.
    public func note(_ compact: CompactCheckpoint, of key: VerifyingKey) -> SignedNote {
        let key = NoteKey(name: origin, key: key)
        do throws(NoteError) {
            guard let line = NoteSignature(name: origin, keyID: key.keyID, signature: compact.signature.array) else {
                throw .noteKeyName
            }
            return try SignedNote(text: text, signatures: [line])
        } catch {
            preconditionFailure("the checkpoint of \(origin) at \(size) cannot be written as a note: \(error)")
        }
    }

    /// Reads and verifies the note of the log `origin`, signed under that name by one of the keys.
    ///
    /// Gives the checkpoint and its compact form. Throws the first refusal of note, text and signature.
    public static func verified(
        note: SignedNote, origin: String, keys: [VerifyingKey]
    ) throws(NoteError) -> (checkpoint: Checkpoint, compact: CompactCheckpoint) {
        let checkpoint = try Checkpoint(text: note.text)
        guard checkpoint.origin == origin else { throw .checkpointOtherOrigin }
        let signers = try note.verify(with: keys.map { NoteKey(name: origin, key: $0) })
        guard let line = note.signatures.first(where: { line in signers.contains { line.carries($0) } }),
            let signature = Octets64(line.signature)
        else { throw .noteUnknownKeys }
        return (checkpoint, CompactCheckpoint(size: checkpoint.size, signature: signature))
    }
}
