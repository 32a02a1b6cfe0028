/// The bounds of a STIX file; a file beyond one of them is refused whole, never cut.
public enum STIXLimits {
    /// Octets of a file: the longest body that a network carries.
    public static let fileOctetsMax = 268_435_456
    /// Levels of arrays and objects within each other; published bundles stay below ten.
    public static let depthMax = 64
    /// Values in a file, names of members counted too; at 16 octets of index each this bounds the index to 512 MiB.
    public static let valuesMax = 33_554_432
    /// Objects in one bundle.
    public static let objectsMax = 1_000_000
    /// Warnings kept for one bundle; more are counted only. Finding each one's line reads the file once.
    public static let warningsMax = 32
    /// Findings of each level that one check keeps; more are counted only. Nobody reads a thousand, and each holds its sentence.
    public static let findingsMax = 1_000
    /// Octets of a pattern: one that lists ten thousand hashes still fits.
    public static let patternOctetsMax = 1_048_576
    /// Levels of brackets within each other in a pattern; published ones stay below ten.
    public static let patternDepthMax = 64
    /// Versions of one object, the latest in the file, that a further one is compared with.
    static let versionsComparedMax = 64
    /// Selectors of one object that are followed to what they mark; each may go past all its members, and more are passed over.
    static let selectorsMax = 1_000
    /// Notes kept about one upgrade; more are counted only.
    public static let upgradeNotesMax = 1_000
    /// References of one object that a graph is drawn from; more are passed over.
    public static let referencesMax = 100_000
    /// Members of one JSON object that are compared pair by pair for repeated names; above this a set does it.
    static let pairwiseNamesMax = 24
    /// Characters of the file's own text that an error repeats.
    static let excerptCharactersMax = 64
    /// Labels of one bundle that rules can ask for; more are passed over.
    public static let labelsMax = 10_000
    /// Octets of one value by which objects are found: an address of the web that people exchange fits, a document does not.
    public static let valueOctetsMax = 2_048
    /// Octets of the texts of one object that can be searched; the object itself stays whole.
    public static let digestTextOctetsMax = 65_536
    /// Values of one object by which it is found: an indicator with more is a list and belongs into several.
    public static let digestValuesMax = 1_000
    /// References of one object that are followed: a report of a whole campaign fits.
    public static let digestReferencesMax = 4_096
    /// Labels of one object by which it is found.
    public static let digestLabelsMax = 64
    /// Octets of a label by which objects are found.
    public static let digestLabelOctetsMax = 256
    /// Levels below an object's own members in which references are looked for: an extension's lists lie two below.
    static let digestDepthMax = 3
    /// Values that are read out of one pattern.
    static let patternValuesMax = 1_000
    /// Bits of the prefix of a network of IPv4 that a list of what is to be blocked may name: a wider one than these 65,536 addresses is a provider's.
    static let blockedNetworkBits4Min = 16
    /// The same of IPv6: providers are given a prefix of this length.
    static let blockedNetworkBits6Min = 32
}
