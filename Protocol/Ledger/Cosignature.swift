public import Sodium
public import Wire

/// Why a line of a note is no cosignature of its checkpoint (specification 3.12); the raw value is the refusal's name.
public enum CosignatureError: String, Error, Equatable, CaseIterable, Sendable {
    /// The name is neither the registry's origin nor that of a node under it.
    case cosignatureName
    /// No key of the signer has the line's key id.
    case cosignatureKey
    /// The signature has not the 72 octets of time and Ed25519.
    case cosignatureLength
    /// The time is 0 or behind the year 9999.
    case cosignatureTime
    /// The signature is not the key's over time and checkpoint.
    case cosignatureInvalid
}

extension Cosignature {
    /// Octet that stands for a timed Ed25519 cosignature (C2SP tlog-cosignature).
    public static let signatureType: UInt8 = 0x04
    private static let timeOctets = 8

    /// Signs that the checkpoint was held at a time, in unix seconds; `nil` as signer is the coordinator.
    ///
    /// Whoever calls this keeps the law of a witness: size, root and time are on disk before the result leaves the node.
    public init(of checkpoint: Checkpoint, by signer: NodeID?, at time: UInt64, with key: borrowing SigningKey) {
        self.init(signer: signer, time: time, signature: key.sign(Self.message(checkpoint, time)))
    }

    /// Whether the time can be written, and the key's holder signed exactly this checkpoint at it.
    public func isMade(by key: VerifyingKey, over checkpoint: Checkpoint) -> Bool {
        Self.isTime(time) && key.accepts(signature, over: Self.message(checkpoint, time))
    }

    /// The signature line that says the same, under the name of the signer.
    public func line(origin: String, key: VerifyingKey) -> NoteSignature {
        let name = Self.keyName(of: signer, origin: origin)
        let octets = withUnsafeBytes(of: time.bigEndian) { [UInt8]($0) } + signature.array
        guard let line = NoteSignature(name: name, keyID: Self.keyID(name: name, key: key), signature: octets) else {
            preconditionFailure("\(name) cannot stand in a note")
        }
        return line
    }

    /// Reads a line of a note and verifies it over the checkpoint, in the order of the refusals.
    ///
    /// `keys` gives the keys of a signer, `nil` for the coordinator; none for a node that is unknown.
    public static func verified(
        _ line: NoteSignature, over checkpoint: Checkpoint, keys: (NodeID?) -> [VerifyingKey]
    ) throws(CosignatureError) -> Cosignature {
        let signer = try signer(named: line.name, origin: checkpoint.origin)
        guard let key = keys(signer).first(where: { keyID(name: line.name, key: $0) == line.keyID }) else { throw .cosignatureKey }
        guard line.signature.count == timeOctets + Octets64.count, let signature = Octets64(line.signature.dropFirst(timeOctets)) else {
            throw .cosignatureLength
        }
        let time = line.signature.prefix(timeOctets).reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        guard isTime(time) else { throw .cosignatureTime }
        let cosignature = Cosignature(signer: signer, time: time, signature: signature)
        guard cosignature.isMade(by: key, over: checkpoint) else { throw .cosignatureInvalid }
        return cosignature
    }

    /// The name of a signer's key: the origin itself for the coordinator.
    public static func keyName(of signer: NodeID?, origin: String) -> String {
        signer.map { "\(origin)/witness/\($0.hex)" } ?? origin
    }

    private static func signer(named name: String, origin: String) throws(CosignatureError) -> NodeID? {
        if name.utf8.elementsEqual(origin.utf8) { return nil }
        let start = "\(origin)/witness/"
        guard name.utf8.starts(with: start.utf8), let node = NodeID(hex: String(name.dropFirst(start.count))),
            name.utf8.elementsEqual(keyName(of: node, origin: origin).utf8)
        else { throw .cosignatureName }
        return node
    }

    private static func keyID(name: String, key: VerifyingKey) -> [UInt8] {
        Array(Hash(sha256: Array(name.utf8) + [0x0A, signatureType] + key.octets.array).array.prefix(4))
    }

    private static func isTime(_ time: UInt64) -> Bool { (1...LedgerLimits.cosignatureTimeMax).contains(time) }

    private static func message(_ checkpoint: Checkpoint, _ time: UInt64) -> [UInt8] {
        Array("cosignature/v1\ntime \(time)\n".utf8) + checkpoint.text
    }
}
