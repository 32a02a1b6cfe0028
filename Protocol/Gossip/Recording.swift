import Crypto
public import Ledger
public import Sodium
public import Wire

/// What one replica was told and did, written down so that it can be played again (`Replay`).
///
/// A recording is a sequence of frames: the length of a payload, 32 bits big-endian, and the payload. The first says how the replica began,
/// each further one is a step: the time, the input, and a digest of the actions that followed. It holds what came over the connections,
/// ciphertext and public content, and who was connected; no key.
public enum Recording {
    static let version: UInt64 = 1

    /// How a replica begins; the same beginning and the same inputs give the same actions.
    public struct Beginning: Sendable {
        public var identity: Replica.Identity
        public var openTags: Set<GroupTag>
        public var directory: PeerDirectory
        public var journals: [JournalReader]
        /// What the nonces of this run are drawn from: whoever has the recording knows them.
        public var seed: Octets32

        public init(
            identity: Replica.Identity, openTags: Set<GroupTag>, directory: PeerDirectory, journals: [JournalReader], seed: Octets32
        ) {
            self.identity = identity
            self.openTags = openTags
            self.directory = directory
            self.journals = journals
            self.seed = seed
        }

        /// The replica itself.
        public var replica: Replica {
            Replica(
                identity: identity, openTags: openTags, directory: directory, journals: journals,
                generator: RecordedGenerator(seed: seed))
        }

        /// The first frame of the recording.
        public var frame: [UInt8] {
            var writer = CBORWriter(reservingCapacity: 4_096)
            writer.array(6)
            writer.unsigned(version)
            identity.write(to: &writer)
            writer.array(openTags.count)
            for tag in openTags.sorted() { writer.identifier(tag) }
            directory.write(to: &writer)
            writer.array(journals.count)
            for journal in journals { journal.write(to: &writer) }
            writer.octets(seed)
            return Recording.frame(writer.bytes)
        }

        init(_ reader: inout CBORReader) throws(CBORError) {
            try reader.array(exactly: 6)
            guard try reader.unsigned() == version else { throw .invalidValue }
            identity = try Replica.Identity(&reader)
            openTags = []
            for _ in 0..<(try reader.array(limit: reader.remaining)) { openTags.insert(try reader.octets()) }
            directory = try PeerDirectory(&reader)
            journals = []
            for _ in 0..<(try reader.array(limit: reader.remaining)) { journals.append(try JournalReader(&reader)) }
            seed = try reader.octets()
        }
    }

    /// The frame of one step.
    public static func step(_ input: Input, at now: Instant, gave actions: [Action]) -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 512)
        writer.array(3)
        writer.unsigned(now.milliseconds)
        input.write(to: &writer)
        writer.identifier(digest(of: actions))
        return frame(writer.bytes)
    }

    /// A hash over all that the actions say.
    static func digest(of actions: [Action]) -> Hash {
        var writer = CBORWriter(reservingCapacity: 512)
        writer.array(actions.count)
        for action in actions { action.write(to: &writer) }
        return Hash(sha256: writer.bytes)
    }

    /// Takes the next whole frame off the front and gives its payload; `nil`, and nothing taken, where none is left.
    public static func nextPayload(of recording: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard recording.count >= Frame.lengthOctets else { return nil }
        let length = recording.prefix(Frame.lengthOctets).reduce(0) { $0 << 8 | Int($1) }
        guard length <= recording.count - Frame.lengthOctets else { return nil }
        let payload = recording.dropFirst(Frame.lengthOctets).prefix(length)
        recording = recording[payload.endIndex...]
        return Array(payload)
    }

    private static func frame(_ payload: [UInt8]) -> [UInt8] {
        precondition(payload.count <= UInt32.max, "a step of \(payload.count) octets cannot be recorded")
        return withUnsafeBytes(of: UInt32(payload.count).bigEndian) { Array($0) } + payload
    }
}

/// The random numbers of one run, recorded or not: SHA-256 over a secret seed and a counter.
struct RecordedGenerator: RandomNumberGenerator, Sendable {
    private let seed: Octets32
    private var counter: UInt64 = 0

    init(seed: Octets32) { self.seed = seed }

    mutating func next() -> UInt64 {
        var hash = SHA256()
        hash.update(data: seed.array)
        withUnsafeBytes(of: counter.bigEndian) { hash.update(bufferPointer: $0) }
        counter += 1
        return hash.finalize().prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
