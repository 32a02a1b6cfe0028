/// What the public zone says of itself.
public struct PublicSite: Equatable, Sendable {
    /// The heading of every page.
    public var name: String
    /// What no other site has and this one keeps, such as the node's identifier: the feed is named by its hash.
    public var identifier: String
    /// The identifier of the network whose members publish here, for who verifies a proof; `nil` when it is not known.
    public var network: String?
    /// The address under which the world reaches the pages ("https://node.example", without a slash at the end), for the
    /// feed's links; `nil` when it is not known.
    public var baseURL: String?
    /// Where the public reports incidents and faults: an address that begins with "mailto:" or "https://"; `nil` for none.
    public var contact: String?

    public init(name: String, identifier: String, network: String? = nil, baseURL: String? = nil, contact: String? = nil) {
        self.name = name
        self.identifier = identifier
        self.network = network
        self.baseURL = baseURL
        self.contact = contact
    }
}
