/// The bounds of what a reference pack may hold and of what reading one costs.
public enum ReferenceLimits {
    /// Octets of one list, taxonomy or galaxy as JSON (64 MiB): the largest that is published, a million domains, has 25 million.
    public static let partOctetsMax = 67_108_864
    /// Octets of all parts of a pack together (512 MiB): what a node reads when it checks one.
    public static let partsOctetsMax = 536_870_912
    /// Parts of one pack: nine times as many as the largest collection has.
    public static let partsMax = 2_000
    /// Entries of one list: twice the largest that is published.
    public static let entriesMax = 2_000_000
    /// Entries of a warning list that is taken into a pack without being asked for: rankings of a million names cost every member as much as all others
    /// together, and what stands beyond the first ten thousand, which has lists of its own, is not well known.
    public static let entriesUnaskedMax = 250_000
    /// Octets of one entry: the longest URL that a browser takes.
    public static let entryOctetsMax = 2_048
    /// Octets of one list of substrings or patterns as it is looked through for each value (1 MiB): some 0.2 ms.
    public static let textsOctetsMax = 1_048_576
    /// Patterns of one list, each of which is tried on each value.
    public static let patternsMax = 512
    /// States of one pattern: a value's octet costs at most so many steps.
    public static let patternStatesMax = 2_000
    /// Repetitions that a pattern may count, as each is written out.
    public static let patternRepeatsMax = 256
    /// Brackets within each other in a pattern.
    public static let patternDepthMax = 32
    /// Characters of a pack's or part's name: it is typed by people.
    public static let nameCharactersMax = 64
    /// Characters of titles, sources and licences.
    public static let titleCharactersMax = 256
    /// Characters of a description.
    public static let descriptionCharactersMax = 2_048
    /// Numbers in a version.
    public static let versionNumbersMax = 8
    /// Octets of an archive (256 MiB): a package of all lists has 20 million.
    public static let archiveOctetsMax = 268_435_456
    /// Files in an archive.
    public static let archiveFilesMax = 20_000
    /// Octets that one file of an archive may unfold to for each of its own: deflate cannot do more than 1,032.
    public static let archiveRatioMax = 1_040
    /// Octets of a pack's file: the largest bundle that is shared, 256 MiB.
    public static let packOctetsMax = 268_435_456
    /// Octets written or read at once by the compressor.
    static let pieceOctets = 262_144
}
