/// The house's law as tables: which room may know which, and what each module may bring in from outside.
enum House {
    /// Rooms from the ground up; a room may import itself and what stands below it.
    static let rooms = ["Sources", "Protocol", "Node", "Tests"]

    /// Modules of the platform that say nothing about the world: no socket, clock, disk or randomness by themselves.
    static let pureModules: Set<String> = ["Swift", "Foundation", "FoundationEssentials", "Synchronization", "RegexBuilder"]

    /// What `Sources` and `Protocol` may bring in from outside, module by module. A new module is a new line here, on purpose.
    static let outsideModules: [String: Set<String>] = [
        "CSodium": [],
        "Sodium": ["CSodium"],
        "STIX": ["Crypto"],
        "CZlib": [],
        "CMarkGFM": [],
        "CQRencode": [],
        "Reference": ["CZlib", "Crypto"],
        "MISP": ["Crypto"],
        "Policy": ["Yams"],
        "CKernels": [],
        "COpenBLAS": [],
        "Analysis": ["CKernels", "COpenBLAS", "Crypto"],
        "Wire": [],
        "Ledger": ["Crypto"],
        "Groups": ["Crypto"],
        "Gossip": ["Crypto"],
        "Simulator": ["Crypto"],
        "Vectors": [],
    ]

    /// Who may import a module that has one keeper; tests excepted. (Yams in `Sources` is Policy's by the table above.)
    static let keepers: [String: Set<String>] = [
        "CSodium": ["Sodium"],
        "COpenBLAS": ["Analysis"],
        "CKernels": ["Analysis"],
        "CZlib": ["Reference"],
        "CMarkGFM": ["Pages"],
        "CQRencode": ["Pages"],
    ]

    /// Platform modules with sockets, files or threads: allowed in `Node` and `Tests`.
    static let platformModules: Set<String> = pureModules.union([
        // In a release build of a module that also imports Foundation, the C library's `struct stat` belongs to CoreFoundation.
        "CoreFoundation", "Dispatch", "Glibc", "FoundationNetworking", "Musl", "Darwin", "Testing", "XCTest", "Observation",
    ])

    /// What a value of `Protocol` may not reach for: a clock, a disk, a socket, a thread or everybody's randomness.
    static let forbiddenInProtocol: [(word: String, why: String)] = [
        ("Date(", "time is an input"),
        ("Date.now", "time is an input"),
        (".now(", "time is an input"),
        ("ContinuousClock", "time is an input"),
        ("SuspendingClock", "time is an input"),
        ("DispatchTime", "time is an input"),
        ("Task.sleep", "time is an input"),
        ("ProcessInfo", "nothing of the process is known here"),
        ("SystemRandomNumberGenerator", "randomness is an inout generator"),
        ("SecureRandom.", "randomness is an inout generator"),
        ("SecureRandomGenerator(", "randomness is an inout generator"),
        ("UUID()", "randomness is an inout generator"),
        (".randomElement()", "randomness is an inout generator"),
        (".shuffled()", "randomness is an inout generator"),
        (".shuffle()", "randomness is an inout generator"),
        ("FileManager", "there is no disk here"),
        ("FileHandle", "there is no disk here"),
        ("contentsOfFile:", "there is no disk here"),
        ("contentsOf: URL", "there is no disk here"),
        ("URLSession", "there is no socket here"),
        ("Thread.", "there are no threads here"),
        ("import NIO", "there is no socket here"),
    ]

    /// Modules that come with a product and have no product of their own.
    static let companions: [String: String] = ["GRDBSQLite": "GRDB"]

    /// Files of `Protocol` that may draw from the system, each for its reason.
    static let systemRandomness: [String: String] = [
        "Protocol/Groups/Subkey.swift": "a private key is made where it is held; no test and no simulation needs it twice"
    ]

    /// Lines of one file, and of one function, that a reader can hold.
    static let fileLinesMax = 500
    static let functionLinesMax = 70
}
