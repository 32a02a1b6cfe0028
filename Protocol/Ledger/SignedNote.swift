public import Sodium
internal import Wire

/// A key as C2SP notes name it: a name, an algorithm and the public key, of which four octets stand in the note.
public struct NoteKey: Hashable, Sendable {
    /// Octet that stands for Ed25519 over the text (C2SP signed-note, signature types).
    public static let ed25519Type: UInt8 = 0x01

    /// Visible to people; by convention the origin of the log that the key signs.
    public let name: String
    public let key: VerifyingKey

    public init(name: String, key: VerifyingKey) {
        self.name = name
        self.key = key
    }

    /// The first four octets of SHA-256(name, 0x0A, type, key): a label, not a commitment.
    public var keyID: [UInt8] {
        Array(Hash(sha256: Array(name.utf8) + [0x0A, Self.ed25519Type] + key.octets.array).array.prefix(4))
    }
}

/// One signature line of a note, of whatever algorithm.
public struct NoteSignature: Hashable, Sendable {
    /// The key's name: not empty, no spaces, no plus sign.
    public let name: String
    /// Four octets.
    public let keyID: [UInt8]
    /// As many octets as the algorithm has, at least one.
    public let signature: [UInt8]

    /// Makes a line; `nil` when a part breaks the rules above.
    public init?(name: String, keyID: [UInt8], signature: [UInt8]) {
        guard Self.isKeyName(name), keyID.count == 4, !signature.isEmpty else { return nil }
        self.name = name
        self.keyID = keyID
        self.signature = signature
    }

    /// Whether the text may stand as a key's name in a signature line.
    public static func isKeyName(_ text: String) -> Bool {
        !text.isEmpty && text.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0 != "+" && $0.value >= 0x20 }
    }

    func carries(_ key: NoteKey) -> Bool {
        // Octets, not String equality: canonically equivalent names are still different names.
        name.utf8.elementsEqual(key.name.utf8) && keyID == key.keyID
    }
}

/// A C2SP signed note: a text and the signatures under it.
///
/// Reading keeps every signature, those of unknown algorithms too, and accepts one spelling only, so that
/// `SignedNote(parsing: bytes).bytes == bytes`. Nothing is trusted before `verify(with:)`.
public struct SignedNote: Hashable, Sendable {
    /// The signed octets: UTF-8 that ends in a line feed.
    public let text: [UInt8]
    public let signatures: [NoteSignature]

    private static let lineFeed: UInt8 = 0x0A
    private static let lineStart = Array("\u{2014} ".utf8)

    /// Puts signatures under a text; throws what reading the result would throw.
    public init(text: [UInt8], signatures: [NoteSignature]) throws(NoteError) {
        self.text = text
        self.signatures = signatures
        guard try SignedNote(parsing: bytes) == self else { throw .noteSignatureLine }
    }

    /// Reads a note strictly.
    public init(parsing note: [UInt8]) throws(NoteError) {
        guard note.count <= LedgerLimits.noteOctetsMax else { throw .noteTooLong }
        guard String(validating: note, as: UTF8.self) != nil else { throw .noteNotUTF8 }
        guard note.allSatisfy({ $0 >= 0x20 || $0 == Self.lineFeed }) else { throw .noteControlCharacter }
        guard let separator = Self.lastEmptyLine(of: note), note.last == Self.lineFeed else { throw .noteWithoutSignatures }
        let lines = note[(separator + 1)...].dropLast().split(separator: Self.lineFeed, omittingEmptySubsequences: false)
        guard lines.count <= LedgerLimits.noteSignaturesMax else { throw .noteTooManySignatures }
        text = Array(note[..<separator])
        var signatures: [NoteSignature] = []
        for line in lines { signatures.append(try Self.signature(line)) }
        self.signatures = signatures
    }

    /// The note as it is written to files and served.
    public var bytes: [UInt8] {
        var bytes = text + [Self.lineFeed]
        for line in signatures {
            bytes += Self.lineStart + Array(line.name.utf8) + [0x20]
            bytes += Array(Base64.encode(line.keyID + line.signature).utf8) + [Self.lineFeed]
        }
        return bytes
    }

    /// The trusted keys whose signatures stand under the text and fit it.
    ///
    /// Signatures of other keys are passed over. Throws `noteBadSignature` as soon as a trusted key's signature
    /// does not fit, whatever the others say, and `noteUnknownKeys` when no trusted key signed.
    public func verify(with keys: [NoteKey]) throws(NoteError) -> [NoteKey] {
        var signers: [NoteKey] = []
        for line in signatures {
            guard let key = keys.first(where: line.carries) else { continue }
            guard let signature = Octets64(line.signature), key.key.accepts(signature, over: text) else {
                throw .noteBadSignature
            }
            if !signers.contains(key) { signers.append(key) }
        }
        guard !signers.isEmpty else { throw .noteUnknownKeys }
        return signers
    }

    /// Where the last empty line stands behind a text: the index of its own line feed.
    private static func lastEmptyLine(of note: [UInt8]) -> Int? {
        guard note.count > 2 else { return nil }
        return (1..<note.count - 1).last { note[$0] == lineFeed && note[$0 - 1] == lineFeed }
    }

    private static func signature(_ line: ArraySlice<UInt8>) throws(NoteError) -> NoteSignature {
        guard line.starts(with: lineStart) else { throw .noteSignatureLine }
        let rest = line.dropFirst(lineStart.count)
        guard let space = rest.lastIndex(of: 0x20) else { throw .noteSignatureLine }
        let name = String(decoding: rest[..<space], as: UTF8.self)
        guard NoteSignature.isKeyName(name) else { throw .noteKeyName }
        guard let octets = Base64.decode(rest[(space + 1)...]), octets.count > 4,
            let signature = NoteSignature(name: name, keyID: Array(octets.prefix(4)), signature: Array(octets.dropFirst(4)))
        else { throw .noteSignatureLine }
        return signature
    }
}
