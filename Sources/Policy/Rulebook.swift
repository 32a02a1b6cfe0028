/// The rules of one organisation: what its own rules file says on top of the table of marks and audiences (specification 5.7 to 5.9).
///
/// A value: reading it checks everything once, deciding is pure and looks nothing up. Rules only narrow. Without a file, `defaults` are in force.
public struct Rulebook: Sendable {
    /// One's own networks, domains and names.
    public let own: OwnSpace
    /// How long items wait by their mark.
    public let waiting: WaitingTimes
    /// What is worth knowing about a file that is in order, by line.
    public let warnings: [RuleFault]

    let outbound: CompiledSection
    let inbound: CompiledSection
    let storing: CompiledSection
    let publishing: CompiledSection

    /// No rules, nothing of one's own, the default waiting times.
    public static let defaults = Rulebook(RulebookContent())

    /// Reads a rules file. Nothing of a file with a fault is in force; the error holds all faults that could be found at once.
    ///
    /// - Parameter octets: UTF-8 text in YAML; no octets at all, or comments alone, are `defaults`.
    public init(parsing octets: [UInt8]) throws(RulebookError) {
        var reader = RulebookReader()
        let content = try reader.read(octets)
        let (faults, warnings) = RulebookCheck.findings(in: content)
        guard faults.isEmpty else { throw RulebookError(faults) }
        self.init(content, warnings: warnings)
    }

    /// Reads a rules file that is there as text.
    public init(parsing text: String) throws(RulebookError) { try self.init(parsing: Array(text.utf8)) }

    init(_ content: RulebookContent, warnings: [RuleFault] = []) {
        own = content.own
        waiting = content.waiting
        self.warnings = warnings
        outbound = CompiledSection(.outbound, content.rules[.outbound] ?? [])
        inbound = CompiledSection(.inbound, content.rules[.inbound] ?? [])
        storing = CompiledSection(.storing, content.rules[.storing] ?? [])
        publishing = CompiledSection(.publishing, content.rules[.publishing] ?? [])
    }

    /// How many rules the section has.
    public func count(of section: RuleSection) -> Int {
        switch section {
        case .outbound: outbound.rules.count
        case .inbound: inbound.rules.count
        case .storing: storing.rules.count
        case .publishing: publishing.rules.count
        }
    }
}

/// What a rules file says, before it is made ready.
struct RulebookContent: Sendable {
    var own = OwnSpace()
    var waiting = WaitingTimes.defaults
    /// Where each mark's waiting time is written, for warnings.
    var waitingPlaces: [TLP: RulePlace] = [:]
    var rules: [RuleSection: [Rule]] = [:]
}
