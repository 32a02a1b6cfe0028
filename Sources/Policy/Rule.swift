/// The four parts of a rules file: what leaves, what comes in, what is kept sealed for others, what is made public.
public enum RuleSection: String, Sendable, CaseIterable {
    case outbound, inbound, storing, publishing
}

/// Which rule it was: by section, name and line.
public struct RuleReference: Hashable, Sendable, CustomStringConvertible {
    /// The part of the file.
    public let section: RuleSection
    /// The rule's name, of which its section has one.
    public let name: String
    /// The line on which it begins, from 1.
    public let line: Int

    public var description: String { "\(section.rawValue) rule \"\(shown(name))\" (line \(line))" }
}

/// Where a rule sends an item instead.
public enum RuleRoute: Equatable, Sendable {
    /// To a closed group, by its name.
    case group(String)
    /// To these organisations alone, by name or identifier.
    case named([String])
    /// To all organisations of the audience but those that the rule is about.
    case allowed

    /// The target in words that fit behind "goes".
    var text: String {
        switch self {
        case .group(let name): "to the group \"\(shown(name))\" instead"
        case .named(let names): "to \(listed(names)) alone"
        case .allowed: "to the others alone, as named recipients"
        }
    }
}

/// What one rule does with the items that it is about.
public struct RuleActions: Equatable, Sendable {
    /// Whether an item passes.
    public enum Verdict: String, Sendable {
        /// It is on the section's list of what passes.
        case allow
        /// It does not pass, whatever other rules say.
        case deny
        /// It is kept aside until a person has looked at it.
        case quarantine
    }

    /// Whether it passes; `nil` where the rule says nothing about that.
    public var verdict: Verdict?
    /// Seconds that it waits at least.
    public var delaySeconds: UInt64 = 0
    /// Further people who have to approve it.
    public var approvals = 0
    /// What is taken out of it.
    public var redaction = Redaction()
    /// Where it goes instead.
    public var route: RuleRoute?
    /// Whether it may be public without a moderator's word.
    public var skipsModeration = false
    /// Whom to tell: names of people or desks, in the order of the file.
    public var notify: [String] = []

    /// What it does, as a clause that follows the rule's name.
    public var text: String {
        var parts: [String] = []
        switch verdict {
        case .allow: parts.append("allows it")
        case .deny: parts.append("denies it")
        case .quarantine: parts.append("keeps it in quarantine")
        case nil: break
        }
        if delaySeconds > 0 { parts.append("makes it wait \(Quantity.text(seconds: delaySeconds))") }
        if approvals > 0 { parts.append("wants the approval of \(approvals == 1 ? "a second person" : "\(approvals) further people")") }
        if !redaction.isEmpty { parts.append("takes out \(redaction.text)") }
        if let route { parts.append("sends it \(route.text)") }
        if skipsModeration { parts.append("lets it be public without a moderator") }
        if !notify.isEmpty { parts.append("tells \(listed(notify))") }
        return parts.joined(separator: ", ")
    }
}

/// A rule that had a part in a decision.
public struct RuleContribution: Equatable, Sendable, CustomStringConvertible {
    /// Which rule.
    public let rule: RuleReference
    /// What it does.
    public let actions: RuleActions

    /// One line for people: which rule, where it stands, what it does.
    public var description: String { "\(rule) \(actions.text)" }
}

/// A rule as it was read.
struct Rule: Sendable {
    let reference: RuleReference
    let place: RulePlace
    let when: RuleConditions
    let unless: RuleConditions?
    let actions: RuleActions

    var contribution: RuleContribution { RuleContribution(rule: reference, actions: actions) }
    /// Whether it looks at single organisations of the audience.
    var asksDestination: Bool { when.destination != nil || unless?.destination != nil }
}

/// Texts of a file in a sentence, the first of them.
func listed(_ texts: [String]) -> String {
    let first = texts.prefix(5).map { shown($0) }.joined(separator: ", ")
    return texts.count > 5 ? "\(first) and \(texts.count - 5) more" : first
}
