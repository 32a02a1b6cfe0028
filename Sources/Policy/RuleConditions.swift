/// What has to hold of an item for a rule to be about it. Every condition that is given has to hold; within a list, one of its values.
///
/// Lists hold keys (`ruleKey`), sorted; an absent condition is `nil` and holds always.
struct RuleConditions: Equatable, Hashable, Sendable {
    /// Bits by the raw values of `TLP`.
    var tlp: UInt8?
    /// Bits by the raw values of `PAP`; bit 0 stands for no mark.
    var pap: UInt8?
    /// Bits by the raw values of `AudienceKind`.
    var audience: UInt8?
    /// Names of closed groups.
    var group: [String]?
    /// Names of the sectors whose circles an item goes to or comes from.
    var sector: [String]?
    /// Names and identifiers of organisations; `ours` and `others` have a meaning of their own.
    var author: [String]?
    var type: [String]?
    var label: [String]?
    var confidence: Confidence?
    var size: ClosedRange<UInt64>?
    var age: ClosedRange<UInt64>?
    var destination: Destinations?
    var mentions: UInt8?

    /// A condition on the smallest confidence in an item.
    enum Confidence: Equatable, Hashable, Sendable {
        /// No object has one.
        case missing
        case within(ClosedRange<Int>)
    }

    /// A condition on one organisation of the audience: both parts, where both are given.
    struct Destinations: Equatable, Hashable, Sendable {
        /// Names or identifiers.
        var organisations: [String]?
        var sectors: [String]?

        /// Whether the organisation is meant.
        func holds(for one: Addressee) -> Bool {
            if let organisations, !organisations.contains(where: { $0 == one.idKey || $0 == one.nameKey }) { return false }
            if let sectors, !sectors.contains(where: one.sectorKeys.contains) { return false }
            return true
        }
    }

    /// Whether nothing is asked.
    var isEmpty: Bool { self == RuleConditions() }
}

extension RuleConditions {
    /// Whether all conditions on the item and its audience hold, one by one; what the index answers for many rules at once.
    ///
    /// The condition on destinations is left out: it is asked for each organisation.
    func holds(for item: ItemFacts, to audience: AudienceFacts) -> Bool {
        if let tlp {
            guard let mark = item.tlp, tlp & 1 << mark.rawValue != 0 else { return false }
        }
        if let pap, pap & 1 << (item.pap?.rawValue ?? 0) == 0 { return false }
        if let kinds = self.audience, kinds & 1 << audience.kind.rawValue == 0 { return false }
        if let group {
            guard audience.kind == .closed, let name = audience.nameKey, group.contains(name) else { return false }
        }
        if let sector {
            guard audience.kind == .sector, let name = audience.nameKey, sector.contains(name) else { return false }
        }
        if let author {
            guard let one = item.author else { return false }
            let words = [one.idKey, one.nameKey, one.isOurs ? Self.ours : Self.others]
            guard author.contains(where: words.contains) else { return false }
        }
        if let type, !type.contains(where: item.typeKeys.contains) { return false }
        if let label, !label.contains(where: item.labelKeys.contains) { return false }
        if let mentions, mentions & item.mentions.rawValue == 0 { return false }
        return numbers.hold(octets: item.octets, ageSeconds: item.ageSeconds, confidence: item.confidence)
    }

    /// What is asked of numbers, in a form that is quick to look at.
    struct Numbers: Sendable {
        var confidenceMin = Int.min
        var confidenceMax = Int.max
        /// Whether the confidence is asked for, so that an item without one does not fit.
        var asksConfidence = false
        var wantsNoConfidence = false
        var sizeMin: UInt64 = 0
        var sizeMax = UInt64.max
        var ageMin: UInt64 = 0
        var ageMax = UInt64.max

        func hold(octets: UInt64, ageSeconds: UInt64, confidence: Int?) -> Bool {
            guard octets >= sizeMin, octets <= sizeMax, ageSeconds >= ageMin, ageSeconds <= ageMax else { return false }
            guard let confidence else { return !asksConfidence }
            return !wantsNoConfidence && confidence >= confidenceMin && confidence <= confidenceMax
        }
    }

    var numbers: Numbers {
        var result = Numbers()
        switch confidence {
        case nil: break
        case .missing: result.wantsNoConfidence = true
        case .within(let range):
            (result.asksConfidence, result.confidenceMin, result.confidenceMax) = (true, range.lowerBound, range.upperBound)
        }
        if let size { (result.sizeMin, result.sizeMax) = (size.lowerBound, size.upperBound) }
        if let age { (result.ageMin, result.ageMax) = (age.lowerBound, age.upperBound) }
        return result
    }

    /// Whether numbers are asked for, which no index answers.
    var asksNumbers: Bool { confidence != nil || size != nil || age != nil }

    /// What stands for our own organisation as an author; no organisation can have such a name.
    static let ours = "\u{0}ours"
    /// What stands for every other organisation as an author.
    static let others = "\u{0}others"
}
