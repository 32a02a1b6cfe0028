public import Reference
public import Wire

/// A reference pack that is here.
public struct StoredPack: Equatable, Sendable {
    /// What became of a part.
    public struct PartState: Equatable, Sendable {
        /// Entries that could not be taken.
        public let leftOut: Int
        /// The fault's code where the whole of it could not be taken; empty otherwise.
        public let fault: String
    }

    public let item: StoredItem
    public let manifest: PackManifest
    /// Whether all of its lists can be looked up.
    public let isBuilt: Bool
    /// Whether a later item holds a pack of this name; then that one counts.
    public let isSuperseded: Bool
    /// By name, of the lists that were built so far.
    public let parts: [String: PartState]
}

/// Whose items are reference packs, and from when on.
public struct PackRule: Equatable, Sendable {
    /// The coordinator's organisation; of a member nothing becomes reference data, whatever it shares.
    public var authors: Set<OrganisationID>
    /// Items dated later than this second wait.
    public var horizon: Int64

    public init(authors: Set<OrganisationID>, horizon: Int64) {
        self.authors = authors
        self.horizon = horizon
    }
}

/// An item of the coordinator's that says that it is a pack and is none.
public struct RefusedPack: Equatable, Sendable {
    public let item: Hash
    public let fault: PackFault
}
