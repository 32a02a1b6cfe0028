public import Ledger
public import Sodium
public import Wire

/// The applications that reached the coordinator, as a value that can be written to disk.
///
/// Only what was valid when it came is kept; `waiting` judges each again against the registry as it is now.
public struct ApplicationBook: Sendable {
    private struct Letter: Sendable {
        let bytes: [UInt8]
        let received: UInt64
    }

    private var letters: [Letter] = []

    public init() {}

    /// Takes a letter from a connection that proved `key`; the same letter twice is one application.
    ///
    /// - Parameter received: Unix seconds.
    public mutating func take(
        _ bytes: [UInt8], provenKey key: Octets32, registry: Registry, received: UInt64
    ) throws(ApplicationError) -> Application {
        let application = try Application(checking: bytes[...], provenKey: key, registry: registry, received: received)
        forgetDecided(registry)
        guard letters.count < CoordinatorLimits.applicationsMax else { throw .crowded }
        // A candidate that applies again means its last letter.
        letters.removeAll { letter in
            let earlier = try? Application(checking: letter.bytes[...], provenKey: nil, registry: registry, received: letter.received)
            return earlier?.organisation.rootKey == application.organisation.rootKey
        }
        letters.append(Letter(bytes: bytes, received: received))
        return application
    }

    /// What waits for a decision, oldest first.
    public func waiting(_ registry: Registry) -> [Application] {
        letters.compactMap { letter in
            try? Application(checking: letter.bytes[...], provenKey: nil, registry: registry, received: letter.received)
        }
    }

    /// Drops the letters of organisations that are in the registry.
    public mutating func forgetDecided(_ registry: Registry) {
        letters.removeAll { letter in
            (try? Application(checking: letter.bytes[...], provenKey: nil, registry: registry, received: letter.received)) == nil
        }
    }

    /// cbor[[letter, received], ...].
    public func encoded() -> [UInt8] {
        var writer = CBORWriter()
        writer.array(letters.count)
        for letter in letters {
            writer.array(2)
            writer.byteString(letter.bytes)
            writer.unsigned(letter.received)
        }
        return writer.bytes
    }

    public init(decoding bytes: [UInt8]) throws(CBORError) {
        var reader = CBORReader(bytes)
        for _ in 0..<(try reader.array(limit: CoordinatorLimits.applicationsMax)) {
            try reader.array(exactly: 2)
            let letter = [UInt8](try reader.byteString(limit: WireLimits.applicationOctetsMax))
            letters.append(Letter(bytes: letter, received: try reader.unsigned()))
        }
        try reader.end()
    }
}
