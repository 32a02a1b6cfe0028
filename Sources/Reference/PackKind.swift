/// What a reference pack holds.
public enum PackKind: String, CaseIterable, Codable, Sendable {
    /// A knowledge base as STIX objects, such as a domain of ATT&CK.
    case attack
    /// Lists of values that are well known and seldom worth an alarm, in the format of MISP's warning lists.
    case warningLists = "warning-lists"
    /// Vocabularies of machine tags, in the format of MISP's taxonomies.
    case taxonomies
    /// Named threat actors, malware and the like, in the format of MISP's galaxies.
    case galaxies
}
