/// What this software calls itself.
public enum Version {
    /// Semantic version of this release.
    public static let number = "0.1.0"
    /// What a node says of itself to peers.
    public static let agent = "causeway/\(number)"
}
