/// The codes with which operations refuse, as the sources of `Node` have them.
///
/// An `OperationError` is made with `code:`, `reason:` and `remedy:` in this order. Its code is a literal, or another error's own
/// (`code: error.code`): where those come from says `origins`, and a new such place needs a line there.
struct RefusalCodes {
    /// Each code with the file that answers with it.
    private(set) var found: [(code: String, path: String)] = []
    /// Places whose code is another error's and that `origins` does not know.
    private(set) var unexplained: [String] = []

    init(in repository: Repository) {
        let files = repository.files(under: "Node").filter { $0.path.hasSuffix(".swift") && !$0.path.hasPrefix("Node/Tool/") }
        for file in files {
            for expression in Self.expressions(in: file.text) {
                let literals = expression.matches(of: /"([^"\\]+)"/).map { String($0.1) }
                if !literals.isEmpty {
                    found += literals.map { ($0, file.path) }
                } else if let origin = Self.origins["\(file.path) \(expression)"] {
                    let codes = Self.codes(of: origin, in: repository)
                    if codes.isEmpty { unexplained.append("\(file.path): \(expression), whose codes are not found") }
                    found += codes.map { ($0, file.path) }
                } else if !Self.elsewhere.contains(where: { $0.files.contains(file.path) }) {
                    unexplained.append("\(file.path): \(expression)")
                }
            }
        }
    }

    /// What stands behind `code:` wherever `reason:` follows, declarations aside.
    static func expressions(in text: String) -> [String] {
        text.matches(of: /\bcode:\s+([^,\n]+),\s+reason:/).map { String($0.1) }.filter { $0 != "String" }
    }

    private static func codes(of origin: Origin, in repository: Repository) -> [String] {
        switch origin {
        case .property(let name, let path):
            guard let body = body(of: "var \(name): String {", in: repository.file(path)) else { return [] }
            return body.matches(of: /: "([A-Za-z0-9.-]+)"/).map { hyphenated(String($0.1)) }
        case .cases(let type, let path, let prefix):
            guard let body = body(of: "enum \(type): ", in: repository.file(path)) else { return [] }
            return body.matches(of: /case (\w+)/).map { prefix + String($0.1) }
        }
    }

    /// What follows a declaration, up to the first brace that closes.
    private static func body(of declaration: String, in file: Repository.File?) -> Substring? {
        guard let text = file?.text, let start = text.firstRange(of: declaration) else { return nil }
        return text[start.upperBound...].prefix { $0 != "}" }
    }

    /// "audienceEmpty" as operations write it.
    private static func hyphenated(_ name: String) -> String {
        name.reduce(into: "") { $0 += $1.isUppercase ? "-" + $1.lowercased() : String($1) }
    }

    /// Where codes come from that are no literals.
    private enum Origin {
        /// The literals of an error's property.
        case property(_ name: String, _ path: String)
        /// The names of an enumeration's cases, behind a beginning.
        case cases(of: String, _ path: String, behind: String)
    }

    /// By the file and what stands behind `code:` there.
    private static let origins: [String: Origin] = [
        "Node/Daemon/BackupCode.swift error.code": .property("code", "Node/Backup/BackupError.swift"),
        "Node/Daemon/BackupRun.swift error.code": .property("code", "Node/Storage/StorageError.swift"),
        "Node/Daemon/NodeAudit.swift cause.code": .property("code", "Node/Storage/StorageError.swift"),
        #"Node/Daemon/NodeCore+Life.swift "item-\(end.state)""#: .cases(of: "State", "Node/Storage/ItemEnd.swift", behind: "item-"),
        "Node/Daemon/NodeCore+People.swift error.code": .property("code", "Node/Accounts/AccountsError.swift"),
        "Node/Daemon/NodeCore+Reshare.swift error.name.hyphenated": .property("name", "Protocol/Groups/ReshareError.swift"),
        "Node/Daemon/NodeCore+Reshare.swift refusal.code.hyphenated": .property("code", "Sources/Policy/ReshareRule.swift"),
        "Node/Daemon/NodeCore+Rules.swift refusal.code.hyphenated": .property("code", "Sources/Policy/RuleRefusal.swift"),
        "Node/Daemon/NodeCore+Search.swift fault.code": .property("code", "Node/Storage/SearchFault.swift"),
        "Node/Daemon/NodeCore+Sharing.swift error.code.hyphenated": .property("code", "Sources/STIX/RedactionFault.swift"),
        "Node/Daemon/NodeCore+Sharing.swift refusal.code.hyphenated": .property("code", "Sources/Policy/SharingRefusal.swift"),
        "Node/Daemon/NodeFailure.swift error.code": .property("code", "Node/Storage/StorageError.swift"),
        "Node/Daemon/PublicShelf+Search.swift error.code": .property("code", "Node/Storage/SearchFault.swift"),
    ]

    /// Files whose refusals no page shows, by the reason.
    static let elsewhere: [(reason: String, files: [String])] = [
        (
            "a command works on a directory, a file or somebody's site by itself, without a node that runs",
            [
                "Node/Daemon/ExportAll.swift", "Node/Daemon/Initialisation.swift", "Node/Daemon/Joining.swift",
                "Node/Daemon/KeyCeremonies.swift", "Node/Daemon/NodeKeys.swift", "Node/Daemon/ReadingAudit.swift",
                "Node/Daemon/Recovery.swift",
                "Node/Daemon/RecoveryCode.swift", "Node/Daemon/RegistryAuditing.swift", "Node/Daemon/RegistryErrand.swift",
                "Node/Daemon/Restoring.swift", "Node/Daemon/Upgrading.swift", "Node/Daemon/VerifyingAudit.swift",
                "Node/Daemon/Wiping.swift", "Node/Exchange/OperationError+Log.swift", "Node/Exchange/OperationError+Web.swift",
            ]
        ),
        (
            "the node does not start, so that there is no page",
            [
                "Node/Daemon/NodeCore+Portal.swift", "Node/Daemon/ReplicationRecorder.swift", "Node/Daemon/RunNode.swift",
                "Node/Daemon/Settings+API.swift", "Node/Daemon/Settings+Mail.swift", "Node/Daemon/SettingsFile.swift",
                "Node/Exchange/APIServer.swift", "Node/Exchange/Certificate+TLS.swift", "Node/Exchange/HealthServer.swift",
                "Node/Portal/PortalServer.swift", "Node/PublicZone/PublicRefusal.swift",
            ]
        ),
        (
            "a machine asks, with a token or for the published registry",
            [
                "Node/Daemon/CollectionShelf+Posts.swift", "Node/Daemon/RegistryShelf.swift", "Node/Daemon/TokenDesk.swift",
                "Node/Exchange/APIGate.swift",
            ]
        ),
        (
            "a command asks the node for it, and no page does (`operationsWithoutPage`); pages say in phrases what accounts refuse",
            [
                "Node/Daemon/MailTest.swift", "Node/Daemon/NodeCore+Accounts.swift", "Node/Daemon/NodeCore+Packs.swift",
                "Node/Daemon/PublicationDesk.swift", "Node/Daemon/Submission.swift",
            ]
        ),
    ]

    /// The operations behind the last of these.
    static let operationsWithoutPage = [
        "accounts", "decideAccount", "installPack", "inviteAccount", "pack", "packPart", "packs", "resetAccount", "setRoles",
        "startPublication", "submit", "testMail",
    ]
}
