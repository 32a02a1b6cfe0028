/// What a backup was asked for.
public struct BackupRequest: Codable, Equatable, Sendable {
    /// The directory of backups, as a whole path.
    public var target: String
    /// How many backups stay there, this one among them; `nil` leaves all.
    public var keep: Int?
    /// Takes an empty target although backups were made there before.
    public var startOver: Bool

    public init(target: String, keep: Int? = nil, startOver: Bool = false) {
        self.target = target
        self.keep = keep
        self.startOver = startOver
    }
}

/// What a backup came to.
public struct BackupReport: Codable, Equatable, Sendable {
    /// By which `restore --at` finds it.
    public var name: String
    public var target: String
    /// The moment that it holds, ISO 8601.
    public var created: String
    public var seconds: Int
    /// Octets of what it holds.
    public var octets: UInt64
    public var segments: Int
    /// Segments that were not in the target yet, and their octets there.
    public var segmentsWritten: Int
    public var octetsWritten: UInt64
    /// Older backups that were let go.
    public var removed: Int
    /// Files of the data directory that are no part of a node, and of no backup.
    public var leftOut: [String]
    /// The beginning of the identifier of the code that opens it.
    public var code: String

    public init(
        name: String, target: String, created: String, seconds: Int, octets: UInt64, segments: Int, segmentsWritten: Int,
        octetsWritten: UInt64, removed: Int, leftOut: [String], code: String
    ) {
        self.name = name
        self.target = target
        self.created = created
        self.seconds = seconds
        self.octets = octets
        self.segments = segments
        self.segmentsWritten = segmentsWritten
        self.octetsWritten = octetsWritten
        self.removed = removed
        self.leftOut = leftOut
        self.code = code
    }
}

/// How far a running node's backup is.
public struct BackupProgress: Codable, Equatable, Sendable {
    public enum State: String, Codable, CaseIterable, Sendable {
        /// None was asked for since the node started.
        case none
        case running
        case done
        case failed
    }

    public var state: State
    public var octetsDone: UInt64
    public var octetsTotal: UInt64
    /// The last backup that was completed, also of an earlier run.
    public var report: BackupReport?
    /// Why the last one failed.
    public var error: OperationError?

    public init(state: State, octetsDone: UInt64, octetsTotal: UInt64, report: BackupReport? = nil, error: OperationError? = nil) {
        self.state = state
        self.octetsDone = octetsDone
        self.octetsTotal = octetsTotal
        self.report = report
        self.error = error
    }
}
