public import Sodium
public import Wire

/// The registry's first record, from whose hash the network has its identifier.
///
/// Signed by the coordinator key that it names: whoever joins compares the network's identifier, not the key.
public struct GenesisRecord: Equatable, Sendable {
    /// The version of these rules.
    public static let version: UInt64 = 1

    /// Name of the registry's checkpoints: printable ASCII such as `registry.example/causeway`.
    public let origin: String
    /// Name of the network, for people.
    public let name: String
    /// Signs the registry's checkpoints, admissions and standings.
    public let coordinatorKey: Octets32
    public let created: Minute
    /// Minutes from an admission until community groups count the organisation in.
    public let admissionDelayMinutes: UInt32
    /// How many witnesses make a quorum, of how many.
    public let witnessThreshold: UInt16
    public let witnessCount: UInt16

    public init(
        origin: String, name: String, coordinatorKey: Octets32, created: Minute,
        admissionDelayMinutes: UInt32, witnessThreshold: UInt16 = 0, witnessCount: UInt16 = 0
    ) {
        self.origin = origin
        self.name = name
        self.coordinatorKey = coordinatorKey
        self.created = created
        self.admissionDelayMinutes = admissionDelayMinutes
        self.witnessThreshold = witnessThreshold
        self.witnessCount = witnessCount
    }

    /// Any two quorums share a witness; or there are no witnesses at all.
    var hasAcceptableWitnesses: Bool {
        witnessCount == 0
            ? witnessThreshold == 0
            : witnessThreshold <= witnessCount && 2 * UInt32(witnessThreshold) > UInt32(witnessCount)
    }

    func write(to writer: inout CBORWriter) {
        writer.unsigned(Self.version)
        writer.text(origin)
        writer.text(name)
        writer.octets(coordinatorKey)
        writer.unsigned(created.rawValue)
        writer.array(3)
        writer.unsigned(admissionDelayMinutes)
        writer.unsigned(witnessThreshold)
        writer.unsigned(witnessCount)
    }

    init(from reader: inout CBORReader) throws(RecordError) {
        guard try reader.field({ (reader) throws(CBORError) in try reader.unsigned() }) == Self.version else { throw .unknownVersion }
        self = try reader.field { (reader) throws(CBORError) in
            let origin = try reader.text(limit: WireLimits.recordOctetsMax)
            let name = try reader.text(limit: WireLimits.recordOctetsMax)
            let key = try reader.octets(Octets32.self)
            let created = Minute(try reader.unsigned(UInt32.self))
            try reader.array(exactly: 3)
            return GenesisRecord(
                origin: origin, name: name, coordinatorKey: key, created: created,
                admissionDelayMinutes: try reader.unsigned(UInt32.self),
                witnessThreshold: try reader.unsigned(UInt16.self), witnessCount: try reader.unsigned(UInt16.self))
        }
    }

    /// Throws when a field that was read is none the registry takes.
    func check() throws(RecordError) {
        guard RegistryText.isOrigin(origin) else { throw .originUnacceptable }
        guard RegistryText.isName(name) else { throw .nameUnacceptable }
        guard hasAcceptableWitnesses else { throw .parametersUnacceptable }
    }
}
