/// The bounds of what people may write as a mark.
public enum PolicyLimits {
    /// Octets of a mark as typed; the longest true spelling, "TLP : AMBER + STRICT", has twenty.
    public static let markTextOctetsMax = 32
}

/// The bounds of a rules file; a file beyond one of them is refused whole, before it is read as YAML where that can be told.
public enum RulebookLimits {
    /// Octets of a rules file: some thousand rules with comments.
    public static let fileOctetsMax = 1_048_576
    /// Lines of a rules file: eight for each rule, so that one is read within a second.
    public static let linesMax = 32_768
    /// Rules of all sections together; a decision goes through them in groups of 64.
    public static let rulesMax = 4_096
    /// Characters of a rule's name, which stands in explanations.
    public static let nameCharactersMax = 100
    /// Values of one condition or action: more belong into several rules.
    public static let valuesMax = 4_096
    /// Octets of one value, such as the name of an organisation.
    public static let valueOctetsMax = 256
    /// Faults that are reported at once; more are counted only.
    public static let faultsMax = 50
    /// Seconds that an item may be made to wait: thirty days, after which nobody remembers it.
    public static let waitSecondsMax: UInt64 = 2_592_000
    /// Further people who may be required to approve an item.
    public static let approvalsMax = 9
    /// Seconds of an age in a condition: a hundred years.
    public static let ageSecondsMax: UInt64 = 3_153_600_000
    /// Octets of a size in a condition: beyond what an item can have.
    public static let sizeOctetsMax: UInt64 = 1_099_511_627_776
    /// Networks of one's own.
    public static let networksMax = 4_096
    /// Names of one's own, domains included.
    public static let namesMax = 4_096
    /// Characters of a plain name of one's own at least: shorter ones stand in every text.
    public static let plainNameCharactersMin = 3
    /// Letters by which a mistyped word may differ from the one that is proposed instead.
    static let typingErrorsMax = 3
    /// Characters of the file's own text that a fault repeats.
    static let excerptCharactersMax = 64
    /// Rules whose meaning is compared pair by pair for contradictions in one report; more are counted only.
    static let warningsMax = 200
    /// Cases in a file of expected decisions.
    public static let casesMax = 10_000
}
