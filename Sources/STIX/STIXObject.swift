public import Policy

/// One object of a bundle: what identifies it, and the octets it came from.
///
/// Everything but the range is text of the file's author. Display it as such: `name` may hold any character.
public struct STIXObject: Equatable, Sendable {
    /// The identifier, `type--UUID`.
    public let id: String
    /// The type, as in `indicator`.
    public let type: String
    /// The version of STIX: always "2.1", written or implied.
    public let specVersion: String
    /// When it was first made, as written; observables have none.
    public let created: String?
    /// Which version this is, as written; observables and marking definitions have none.
    public let modified: String?
    /// The name, where the object has one.
    public let name: String?
    /// The strictest TLP mark on it or on a part of it; a TLP definition carries its own.
    public let tlp: TLP?
    /// Its octets in `STIXBundle.bytes`, from brace to brace.
    public let range: Range<Int>
}
