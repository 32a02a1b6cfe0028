public import Crypto
public import Sodium
public import Wire

/// Why a keyring does not take a key, or cannot be read.
public enum KeyringError: Error, Equatable, Sendable {
    /// The bytes are not the encoding of a keyring.
    case encoding(CBORError)
    /// The version is not one this node knows.
    case unknownVersion
    /// The keyring, or the key, belongs to another network.
    case anotherNetwork
    /// The epochs are not in ascending order without repetition.
    case unordered
    /// A step beyond 168 is the first one.
    case beyondEpoch
    /// The key differs from the one already held for the same epoch; the held one stays.
    case contradictsHeldKey
    /// More epochs than a keyring may have.
    case full
}

/// All epoch keys a node holds. Of each epoch it keeps the earliest step that it was given.
///
/// At rest it is `[version, network, [[epoch, tag, start hour, first step, key], ...]]` with epochs ascending; the node
/// seals these bytes into a file and never writes them as they are.
public struct Keyring: Sendable {
    private static let version: UInt8 = 1

    public let network: NetworkID
    private var epochs: [EpochID: EpochKey] = [:]

    public init(network: NetworkID) { self.network = network }

    /// The epochs of which a key is held, ascending.
    public var ids: [EpochID] { epochs.keys.sorted() }

    /// How many epochs there are; with `keyringEpochsMax` of them, `add` takes keys of known ones only.
    public var count: Int { epochs.count }

    /// How many epochs of one group there are.
    public func count(of tag: GroupTag) -> Int { epochs.values.count { $0.tag == tag } }

    /// Whether a key of the epoch is held, so that adding one needs no room.
    public func contains(_ epoch: EpochID) -> Bool { epochs[epoch] != nil }

    /// Takes a key. If the epoch is known already, the earlier first step stays and both must agree where they meet.
    public mutating func add(_ key: EpochKey) throws(KeyringError) {
        guard key.network == network else { throw .anotherNetwork }
        guard let held = epochs[key.id] else {
            guard epochs.count < GroupsLimits.keyringEpochsMax else { throw .full }
            epochs[key.id] = key
            return
        }
        var (earlier, later) = held.firstStep <= key.firstStep ? (held, key) : (key, held)
        guard held.tag == key.tag, held.startHour == key.startHour,
            let derived = try? earlier.stepKey(later.firstStep), let given = try? later.stepKey(later.firstStep), derived == given
        else { throw .contradictsHeldKey }
        epochs[key.id] = earlier
    }

    /// The key of one step of one epoch. Steps once computed are kept.
    public mutating func key(for epoch: EpochID, step: UInt16) throws(StepError) -> SymmetricKey {
        // In place: taking the value out and putting it back would copy its steps.
        guard let key = try epochs[epoch]?.stepKey(step) else { throw .unknownEpoch }
        return key
    }

    /// The whole key of an epoch, to ask for its group, hours and set.
    public func epochKey(_ epoch: EpochID) -> EpochKey? { epochs[epoch] }

    /// Gives up the steps of an epoch before `step`.
    public mutating func forgetSteps(of epoch: EpochID, before step: UInt16) { epochs[epoch]?.forgetSteps(before: step) }

    /// Gives up every step that lies before this hour (hours since 1970), and the epochs whose last step does (specification §4.9).
    ///
    /// True when something was given up, so that the keyring must be written again.
    public mutating func forgetSteps(beforeHour hour: UInt32) -> Bool {
        var hasChanged = false
        for id in ids {
            guard let startHour = epochs[id]?.startHour, let firstStep = epochs[id]?.firstStep, hour > startHour else { continue }
            let steps = hour - startHour
            if steps > UInt32(GroupsLimits.stepsMax) {
                epochs[id] = nil
            } else if steps > UInt32(firstStep) {
                epochs[id]?.forgetSteps(before: UInt16(steps))
            } else {
                continue
            }
            hasChanged = true
        }
        return hasChanged
    }

    /// Gives up an epoch altogether.
    public mutating func forget(_ epoch: EpochID) { epochs[epoch] = nil }
}

extension Keyring {
    /// The keyring's bytes, for the node to seal.
    public func encoded() -> SecretOctets {
        var bytes = plainBytes()
        return SecretOctets(moving: &bytes)
    }

    /// The capacity is enough for all that is written, so no half-written copy stays behind in freed memory.
    private func plainBytes() -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 64 + 96 * epochs.count)
        writer.array(3)
        writer.unsigned(Self.version)
        writer.identifier(network)
        writer.array(epochs.count)
        for id in ids {
            guard let epoch = epochs[id] else { continue }
            writer.array(5)
            writer.identifier(id)
            writer.identifier(epoch.tag)
            writer.unsigned(epoch.startHour)
            writer.unsigned(epoch.firstStep)
            epoch.firstKey.withUnsafeBytes { writer.byteString($0) }
        }
        return writer.bytes
    }

    /// Reads what `encoded` gave, strictly.
    public init(decoding secret: borrowing SecretOctets, network: NetworkID) throws(KeyringError) {
        var bytes = secret.withUnsafeBytes { [UInt8]($0) }
        defer { _ = SecretOctets(moving: &bytes) }
        let (version, foreign, keys) = try Self.fields(bytes)
        guard version == Self.version else { throw .unknownVersion }
        guard foreign == network else { throw .anotherNetwork }
        guard isAscending(keys.map(\.id)) else { throw .unordered }
        self.init(network: network)
        for key in keys { epochs[key.id] = key }
    }

    private static func fields(_ bytes: [UInt8]) throws(KeyringError) -> (UInt8, NetworkID, [EpochKey]) {
        do {
            var reader = CBORReader(bytes)
            try reader.array(exactly: 3)
            let version = try reader.unsigned(UInt8.self)
            let network: NetworkID = try reader.octets()
            var keys: [EpochKey] = []
            for _ in 0..<(try reader.array(limit: GroupsLimits.keyringEpochsMax)) {
                try reader.array(exactly: 5)
                let id: EpochID = try reader.octets()
                let tag: GroupTag = try reader.octets()
                let startHour = try reader.unsigned(UInt32.self)
                let firstStep = try reader.unsigned(UInt16.self)
                let octets = try reader.byteString(limit: 32)
                guard octets.count == 32 else { throw CBORError.wrongCount }
                let key = SymmetricKey(data: octets)
                keys.append(
                    try EpochKey(id: id, network: network, tag: tag, startHour: startHour, firstStep: firstStep, key: key))
            }
            try reader.end()
            return (version, network, keys)
        } catch let error as CBORError {
            throw .encoding(error)
        } catch {
            throw .beyondEpoch
        }
    }
}
