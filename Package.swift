// swift-tools-version: 6.2
import PackageDescription

// Rooms in arrow order: Node → Protocol → Sources. Nothing points back.
// Every module's folder holds Swift only; prose lives beside it.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration: Target.Dependency = .product(name: "Configuration", package: "swift-configuration")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTLS: Target.Dependency = .product(name: "HummingbirdTLS", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let jwt: Target.Dependency = .product(name: "JWTKit", package: "jwt-kit")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let x509: Target.Dependency = .product(name: "X509", package: "swift-certificates")
let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

let package = Package(
    name: "causeway",
    products: [
        .executable(name: "causeway", targets: ["Tool"]),
        .executable(name: "simulate", targets: ["Simulate"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(
            url: "https://github.com/apple/swift-configuration", from: "1.4.0",
            traits: ["YAML", "CommandLineArguments"]),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.30.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        // Sources: what is true without us.
        .systemLibrary(name: "CSodium", path: "Sources/CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        room("Sodium", in: "Sources", ["CSodium"]),
        room("Policy", in: "Sources", [yams]),
        room("STIX", in: "Sources", ["Policy", crypto]),
        .systemLibrary(name: "CZlib", path: "Sources/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(
            name: "CMarkGFM", path: "Sources/CMarkGFM", pkgConfig: "libcmark-gfm",
            providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
        .systemLibrary(
            name: "CQRencode", path: "Sources/CQRencode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        room("MISP", in: "Sources", [crypto]),
        room("Reference", in: "Sources", ["CZlib", "Policy", "STIX", crypto]),

        // Protocol: what peers say, as values.
        room("Wire", in: "Protocol", ["Sodium"]),
        room("Ledger", in: "Protocol", ["Sodium", "Wire", crypto]),
        room("Groups", in: "Protocol", ["Ledger", "Policy", "Sodium", "Wire", crypto]),
        room("Gossip", in: "Protocol", ["Ledger", "Sodium", "Wire", crypto]),
        room("Simulator", in: "Protocol", ["Gossip", "Groups", "Ledger", "Sodium", "Wire", crypto]),
        .target(name: "Vectors", dependencies: ["Sodium"], path: "Protocol/Vectors", exclude: ["Data"], swiftSettings: strict),

        // Node: what runs.
        room("Storage", in: "Node", ["Groups", "Ledger", "Policy", "Reference", "STIX", "Sodium", "Wire", grdb]),
        room("Backup", in: "Node", ["Ledger", "Sodium", "Wire", crypto]),
        room("Transport", in: "Node", ["Sodium", "Wire", asn1, crypto, logging, nioCore, nioPosix, nioSSL, nioTLS, x509]),
        room("Accounts", in: "Node", ["Sodium", "Wire", crypto]),
        room("Delivery", in: "Node", [logging, nioCore, nioPosix, nioSSL, nioTLS]),
        room(
            "Exchange", in: "Node",
            ["STIX", crypto, httpClient, hummingbird, hummingbirdCore, hummingbirdTLS, lifecycle, logging, nioCore, nioHTTP1, nioSSL]),
        room("Pages", in: "Node", ["CMarkGFM", "CQRencode", crypto]),
        room(
            "Portal", in: "Node",
            [
                "Accounts", "Exchange", "Pages", "Sodium", crypto, httpClient, hummingbird, hummingbirdCore, hummingbirdTLS, jwt, lifecycle,
                logging, nioCore, nioHTTP1, nioSSL,
            ]),
        room(
            "PublicZone", in: "Node",
            [
                "Exchange", "Groups", "Ledger", "MISP", "Pages", "Policy", "STIX", "Wire", crypto, httpTypes, hummingbird, hummingbirdCore,
                lifecycle, logging,
                nioCore, nioHTTPTypes,
            ]),
        room("Coordinator", in: "Node", ["Ledger", "Sodium", "Wire"]),
        room(
            "Daemon", in: "Node",
            [
                "Accounts", "Backup", "Coordinator", "Delivery", "Exchange", "Gossip", "Groups", "Ledger", "Pages", "Policy", "Portal",
                "PublicZone",
                "Reference", "STIX", "Sodium", "Storage", "Transport", "Wire",
                configuration, crypto, lifecycle, logging, unixSignals, yams,
            ]),
        .executableTarget(
            name: "Tool",
            dependencies: [
                "Daemon", "Exchange", "Groups", "Ledger", "Pages", "Policy", "PublicZone", "Reference", "STIX", "Sodium", "Wire",
                argumentParser,
                logging,
            ],
            path: "Node/Tool",
            swiftSettings: strict),

        // Tests: what holds it all to its word, in numbers and otherwise.
        .executableTarget(
            name: "Bench",
            dependencies: [
                "Daemon", "Exchange", "Groups", "Ledger", "Policy", "STIX", "Simulator", "Sodium", "Storage", "Transport", "Wire",
                argumentParser, crypto, grdb, httpClient, nioCore, nioHTTP1, yams,
            ],
            path: "Tests/Bench", swiftSettings: strict),

        .executableTarget(
            name: "Simulate", dependencies: ["Gossip", "Simulator", argumentParser, yams], path: "Tests/Simulate", exclude: ["Scenarios"],
            swiftSettings: strict),

        .executableTarget(
            name: "HostileNode", dependencies: ["Gossip", "Groups", "Ledger", "Sodium", "Storage", "Transport", "Wire"],
            path: "Tests/HostileNode", swiftSettings: strict),

        tests("Sodium", ["CSodium"]),
        .testTarget(
            name: "PrimitivesTests", dependencies: ["Sodium", "Ledger", crypto], path: "Tests/PrimitivesTests", swiftSettings: strict),
        tests("Policy"),
        tests("STIX", ["Policy"]),
        tests("Reference", ["Policy", "STIX"]),
        tests("MISP"),
        tests("Wire", ["Sodium", "Vectors"]),
        tests("Vectors", ["Sodium"]),
        tests("Ledger", ["Sodium", "Vectors", "Wire"]),
        tests("Groups", ["Ledger", "Policy", "Sodium", "Vectors", "Wire", crypto]),
        tests("Gossip", ["Ledger", "Sodium", "Vectors", "Wire"]),
        tests("Simulator", ["Gossip", "Groups", "Ledger", "Policy", "Sodium", "Wire", crypto]),
        tests("Storage", ["Groups", "Ledger", "Policy", "Reference", "STIX", "Sodium", "Wire", grdb]),
        tests("Backup", ["Ledger", "Sodium", "Wire", crypto]),
        tests("Transport", ["Sodium", "Vectors", "Wire", logging, nioCore, nioEmbedded, nioPosix, nioSSL, nioTLS, x509, asn1, crypto]),
        tests("Accounts", ["Sodium", "Wire", crypto]),
        tests("Delivery", [logging, nioCore, nioPosix, nioSSL, nioTLS, asn1, crypto, x509]),
        tests("Exchange", ["STIX", crypto, httpClient, lifecycle, logging, nioCore, nioHTTP1, nioPosix, nioSSL, asn1, x509]),
        tests("Pages"),
        tests(
            "Portal", ["Accounts", "Exchange", "Pages", "Sodium", crypto, cryptoExtras, httpClient, lifecycle, logging, nioCore, nioHTTP1]),
        tests(
            "PublicZone",
            ["Exchange", "Ledger", "MISP", "Pages", "Policy", "STIX", httpTypes, lifecycle, logging, nioCore, nioEmbedded, nioHTTPTypes]),
        tests("Tool", ["Daemon", "Exchange", "Groups", "Ledger", "Policy", "Sodium", "Wire"]),
        .testTarget(
            name: "NodeTests",
            dependencies: [
                "Accounts", "Backup", "Coordinator", "Daemon", "Delivery", "Exchange", "Gossip", "Groups", "Ledger", "Policy", "Portal",
                "PublicZone", "Reference", "Sodium", "STIX", "Storage", "Transport", "Wire", lifecycle, logging, crypto, grdb,
            ],
            path: "Tests/NodeTests", swiftSettings: strict),
        .testTarget(
            name: "FaultTests", dependencies: ["Daemon", "Exchange", "HostileNode", "Storage", "Tool", crypto, grdb],
            path: "Tests/FaultTests",
            swiftSettings: strict),
        .testTarget(name: "HouseTests", path: "Tests/HouseTests", swiftSettings: strict),
    ]
)

// Coverage-guided fuzzing (scripts/fuzz) instruments what it runs and brings its own `main`. So its program is there only where this variable
// is set, in a build folder of its own, with nothing but what it needs; no other build knows of it.
if let wish = Context.environment["CAUSEWAY_FUZZ"] {
    let instruments = [wish == "address" ? "-sanitize=fuzzer,address" : "-sanitize=fuzzer"]
    package.targets.append(
        .executableTarget(
            name: "Fuzz", dependencies: ["Gossip", "Groups", "Ledger", "Policy", "STIX", "Sodium", "Vectors", "Wire", crypto],
            path: "Tests/Fuzz", swiftSettings: strict,
            // The linker that Swift calls otherwise fails on libFuzzer's debug information.
            linkerSettings: [.unsafeFlags(instruments + ["-use-ld=lld"])]))
    let fuzzed: Set = ["CSodium", "Sodium", "Policy", "STIX", "Wire", "Ledger", "Groups", "Gossip", "Vectors", "Fuzz"]
    package.targets = package.targets.filter { fuzzed.contains($0.name) }
    package.products = []
    for target in package.targets where target.type != .system {
        // Tests reach what is internal; so do these.
        target.swiftSettings = strict + [.unsafeFlags(instruments + ["-enable-testing"])]
    }
}

func room(_ name: String, in floor: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: "\(floor)/\(name)", swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies, path: "Tests/\(name)Tests", swiftSettings: strict)
}
