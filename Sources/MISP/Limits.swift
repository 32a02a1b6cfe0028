/// The bounds of what is written for MISP.
public enum MISPLimits {
    /// Octets of an attribute's value: a column of MISP's holds 65,535, and what is longer is cut there without a word.
    public static let valueOctetsMax = 65_535
    /// Octets of an event's or report's name: the same column.
    public static let nameOctetsMax = 65_535
}
