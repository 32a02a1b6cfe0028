public import Crypto
public import Wire

/// Why a step's key is not to be had.
public enum StepError: Error, Equatable, Sendable {
    /// The keyring has no key of this epoch.
    case unknownEpoch
    /// The step lies before the first one that this node was given or still keeps. There is no way back.
    case beforeFirstStep
    /// The step is more than 168 hours after the epoch's start.
    case beyondEpoch
}

/// A node's key of one epoch, from the earliest step it was given: forward is easy, backward impossible (specification §4.9).
///
/// Computed steps are kept, at most 169 keys of 32 octets. No description shows them.
public struct EpochKey: Sendable {
    public let id: EpochID
    public let network: NetworkID
    public let tag: GroupTag
    /// The hour of step 0, in hours since 1970-01-01T00:00Z.
    public let startHour: UInt32
    /// The earliest step that can be had.
    public private(set) var firstStep: UInt16
    /// The keys of `firstStep`, `firstStep + 1`, ...; never empty.
    private var keys: [SymmetricKey]

    /// Throws `beyondEpoch` if `firstStep` exceeds 168. `key` has 32 octets and belongs to `firstStep`.
    public init(
        id: EpochID, network: NetworkID, tag: GroupTag, startHour: UInt32, firstStep: UInt16, key: SymmetricKey
    ) throws(StepError) {
        guard firstStep <= GroupsLimits.stepsMax else { throw .beyondEpoch }
        self.init(id: id, network: network, tag: tag, startHour: startHour, firstStep: firstStep, acceptedKey: key)
    }

    init(id: EpochID, network: NetworkID, tag: GroupTag, startHour: UInt32, firstStep: UInt16 = 0, acceptedKey key: SymmetricKey) {
        precondition(key.bitCount == 256, "an epoch key of \(key.bitCount) bits")
        self.id = id
        self.network = network
        self.tag = tag
        self.startHour = startHour
        self.firstStep = firstStep
        keys = [key]
    }

    /// The key of step `step`, which lies `step` hours after the start; computed once.
    public mutating func stepKey(_ step: UInt16) throws(StepError) -> SymmetricKey {
        guard step <= GroupsLimits.stepsMax else { throw .beyondEpoch }
        guard step >= firstStep else { throw .beforeFirstStep }
        let index = Int(step - firstStep)
        while keys.count <= index { keys.append(Derivation.nextStep(of: keys[keys.count - 1], network: network, tag: tag)) }
        return keys[index]
    }

    /// The step to seal with in this hour (hours since 1970); `nil` before the start, after the end and before `firstStep`.
    public func step(atHour hour: UInt32) -> UInt16? {
        guard hour >= startHour, hour - startHour <= UInt32(GroupsLimits.stepsMax) else { return nil }
        let step = UInt16(hour - startHour)
        return step >= firstStep ? step : nil
    }

    /// Gives up every step before `step`, so that items sealed in them can be opened no more. Never the last step.
    public mutating func forgetSteps(before step: UInt16) {
        let target = min(step, GroupsLimits.stepsMax)
        guard target > firstStep, let key = try? stepKey(target) else { return }
        keys = [key] + keys.dropFirst(Int(target - firstStep) + 1)
        firstStep = target
    }

    /// The key of `firstStep`, from which all others follow.
    var firstKey: SymmetricKey { keys[0] }
}
