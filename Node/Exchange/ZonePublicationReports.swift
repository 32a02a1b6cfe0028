/// What a static publication of the public zone was asked for.
public struct ZonePublicationRequest: Codable, Equatable, Sendable {
    /// The directory, as a whole path; the node writes there.
    public var directory: String

    public init(directory: String) { self.directory = directory }
}

/// What a static publication came to.
public struct ZonePublicationReport: Codable, Equatable, Sendable {
    public var directory: String
    /// The number of the edition that stands there now.
    public var edition: Int64
    /// Files in all.
    public var files: Int
    public var written: Int
    public var removed: Int
    /// Octets of the files that were written.
    public var octets: Int
    /// Whether everything was made anew, and not only what changed.
    public var isWhole: Bool
    public var milliseconds: Int
    /// The SHA-256 of `zone.json`, by which a copy is known; lower-case hexadecimal.
    public var digest: String

    public init(
        directory: String, edition: Int64, files: Int, written: Int, removed: Int, octets: Int, isWhole: Bool, milliseconds: Int,
        digest: String
    ) {
        self.directory = directory
        self.edition = edition
        self.files = files
        self.written = written
        self.removed = removed
        self.octets = octets
        self.isWhole = isWhole
        self.milliseconds = milliseconds
        self.digest = digest
    }
}

/// How far a running node's static publication is.
public struct ZonePublicationProgress: Codable, Equatable, Sendable {
    public enum State: String, Codable, CaseIterable, Sendable {
        /// None was asked for since the node started.
        case none
        case running
        case done
        case failed
    }

    public var state: State
    /// Items whose files are written, and how many there are, while everything is made anew.
    public var itemsDone: Int
    public var itemsTotal: Int
    /// The last that was completed; `nil` while there is none.
    public var report: ZonePublicationReport?
    /// Why the last one failed; `nil` otherwise.
    public var error: OperationError?

    public init(state: State, itemsDone: Int, itemsTotal: Int, report: ZonePublicationReport?, error: OperationError?) {
        self.state = state
        self.itemsDone = itemsDone
        self.itemsTotal = itemsTotal
        self.report = report
        self.error = error
    }
}
