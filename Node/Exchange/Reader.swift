/// For whom something is read. What they may not see is not given; the node decides what that is.
///
/// In literals `nil` is somebody of the organisation who is named nowhere, and a text is a person's name.
public enum Reader: Hashable, Sendable {
    /// Somebody of the node's organisation, by the name under which items may be addressed to them.
    case person(String?)
    /// A machine with a token: nothing that names people, nothing above the token's mark or outside its collections.
    case machine(APICaller)
}

extension Reader: ExpressibleByNilLiteral, ExpressibleByStringLiteral {
    public init(nilLiteral: ()) { self = .person(nil) }
    public init(stringLiteral name: String) { self = .person(name) }
}
