/// A wish about a pack that is installed.
public struct PackInstallation: Codable, Equatable, Sendable {
    /// Also when what is here has the same version with other contents, or a newer one.
    public var replace: Bool

    public init(replace: Bool) { self.replace = replace }
}

/// What became of a pack that was to be installed.
public struct PackInstalledReport: Codable, Equatable, Sendable {
    public var name: String
    public var version: String
    /// "shared", "corrected", "waiting" (for its time or for approvals) or "unchanged".
    public var outcome: String
    /// The item, or what waits.
    public var item: String
    /// The version that was here before; empty for none.
    public var before: String

    public init(name: String, version: String, outcome: String, item: String, before: String) {
        self.name = name
        self.version = version
        self.outcome = outcome
        self.item = item
        self.before = before
    }
}

/// A reference pack that is here.
public struct PackReport: Codable, Equatable, Sendable {
    public var name: String
    /// "attack", "warning-lists", "taxonomies" or "galaxies".
    public var kind: String
    public var version: String
    public var title: String
    /// "ready", "building" or "superseded" (a later item holds a pack of this name).
    public var state: String
    public var item: String
    /// The organisation that shared it.
    public var author: String
    /// ISO 8601.
    public var created: String
    public var octets: Int
    /// What it was made from, with the SHA-256 of that.
    public var source: String
    public var sourceHash: String
    public var licence: String
    /// STIX objects, lists, taxonomies or galaxies in it.
    public var contents: Int
    /// Entries of all lists; the objects of a knowledge base.
    public var entries: Int
    /// Lists that can be looked up already; 0 for packs in which nothing is looked up.
    public var built: Int

    public init(
        name: String, kind: String, version: String, title: String, state: String, item: String, author: String, created: String,
        octets: Int,
        source: String, sourceHash: String, licence: String, contents: Int, entries: Int, built: Int
    ) {
        self.name = name
        self.kind = kind
        self.version = version
        self.title = title
        self.state = state
        self.item = item
        self.author = author
        self.created = created
        self.octets = octets
        self.source = source
        self.sourceHash = sourceHash
        self.licence = licence
        self.contents = contents
        self.entries = entries
        self.built = built
    }
}

/// A pack with what is in it.
public struct PackDetail: Codable, Equatable, Sendable {
    public struct Part: Codable, Equatable, Sendable {
        public var name: String
        public var title: String
        public var version: String
        /// How a warning list compares; empty for others.
        public var matching: String
        public var entries: Int
        public var octets: Int
        /// "ready", "waiting", or why it could not be taken.
        public var state: String
        /// Entries that could not be taken.
        public var leftOut: Int

        public init(
            name: String, title: String, version: String, matching: String, entries: Int, octets: Int, state: String, leftOut: Int
        ) {
            self.name = name
            self.title = title
            self.version = version
            self.matching = matching
            self.entries = entries
            self.octets = octets
            self.state = state
            self.leftOut = leftOut
        }
    }

    public var pack: PackReport
    /// By name; none of a knowledge base, whose objects are searched.
    public var parts: [Part]

    public init(pack: PackReport, parts: [Part]) {
        self.pack = pack
        self.parts = parts
    }
}

/// A warning list on which a value stands.
public struct WarningReport: Codable, Equatable, Sendable {
    /// The pack's name, and the list's in it.
    public var pack: String
    public var list: String
    public var title: String
    /// The entry: the value itself, a domain or network above it, or what stands in it.
    public var entry: String
    /// "value", "host", "parent-domain", "network", "substring" or "pattern".
    public var relation: String

    public init(pack: String, list: String, title: String, entry: String, relation: String) {
        self.pack = pack
        self.list = list
        self.title = title
        self.entry = entry
        self.relation = relation
    }
}
