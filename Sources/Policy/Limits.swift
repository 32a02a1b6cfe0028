/// The bounds of what people may write as a mark.
public enum PolicyLimits {
    /// Octets of a mark as typed; the longest true spelling, "TLP : AMBER + STRICT", has twenty.
    public static let markTextOctetsMax = 32
}
