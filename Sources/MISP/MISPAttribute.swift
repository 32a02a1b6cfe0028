import Crypto

/// What an attribute's value is (MISP core format, section 2.4): the types that others' formats lead to.
public enum MISPAttributeType: String, CaseIterable, Sendable {
    case domain, url, link, email, md5, sha1, sha224, sha256, sha384, sha512, ssdeep, tlsh, filename, mutex, regkey, vulnerability, text,
        yara, sigma, snort
    case destinationAddress = "ip-dst"
    case sourceMail = "email-src"
    case hardwareAddress = "mac-address"
    case autonomousSystem = "AS"
    case pattern = "stix2-pattern"
    case namedFile = "filename|sha256"

    /// The category that MISP gives the type where nobody says another.
    public var category: String {
        switch self {
        case .domain, .url, .destinationAddress, .hardwareAddress, .autonomousSystem: "Network activity"
        case .email: "Social network"
        case .sourceMail, .md5, .sha1, .sha224, .sha256, .sha384, .sha512, .ssdeep, .tlsh, .filename, .namedFile: "Payload delivery"
        case .link, .vulnerability: "External analysis"
        case .mutex: "Artifacts dropped"
        case .regkey: "Persistence mechanism"
        case .text: "Other"
        case .yara, .sigma, .pattern: "Payload installation"
        case .snort: "Network activity"
        }
    }

    /// Whether a value is several with "|" between them.
    public var isComposite: Bool { rawValue.contains("|") }
}

/// One value of an event.
public struct MISPAttribute: Equatable, Sendable {
    public var uuid: MISPUUID
    public var type: MISPAttributeType
    /// At most `MISPLimits.valueOctetsMax` octets.
    public var value: String
    /// Whether systems may look out for it, and block it, by themselves.
    public var isForDetection: Bool
    public var comment: String
    /// Seconds since 1970.
    public var timestamp: Int64
    /// What it is in its object; empty for one that stands alone.
    public var relation: String

    /// An attribute of an event, named by its type and value. `nil` for a value that is empty or longer than any column that takes it.
    public init?(
        _ type: MISPAttributeType, _ value: String, of event: MISPUUID, isForDetection: Bool, comment: String = "", timestamp: Int64,
        relation: String = ""
    ) {
        guard (1...MISPLimits.valueOctetsMax).contains(value.utf8.count) else { return nil }
        uuid = MISPUUID("attribute\0\(type.rawValue)\0\(relation)\0\(value)", in: event)
        self.type = type
        self.value = value
        self.isForDetection = isForDetection
        self.comment = comment
        self.timestamp = timestamp
        self.relation = relation
    }

    /// The MD5 of what the value consists of, 16 octets each, as `hashes.csv` has them.
    public var digests: [[UInt8]] {
        let values = type.isComposite ? value.split(separator: "|", omittingEmptySubsequences: false).map(String.init) : [value]
        return values.map { Array(Insecure.MD5.hash(data: Array($0.utf8))) }
    }
}

/// Attributes that belong together, by a template of MISP's.
public struct MISPObject: Equatable, Sendable {
    public var uuid: MISPUUID
    public var template: Template
    public var attributes: [MISPAttribute]
    public var comment: String
    /// Seconds since 1970.
    public var timestamp: Int64

    /// What the members of an object mean.
    public struct Template: Equatable, Sendable {
        public let name: String
        public let category: String
        public let uuid: String
        public let version: String
        public let description: String

        /// A file, with its name and hashes.
        public static let file = Template(
            name: "file", category: "file", uuid: "688c46fb-5edb-40a3-8273-1af7923e2215", version: "25",
            description: "File object describing a file with meta-information")
    }

    /// An object of an event, named by what it is made of.
    public init(_ template: Template, _ attributes: [MISPAttribute], of event: MISPUUID, comment: String = "", timestamp: Int64) {
        uuid = MISPUUID("object\0\(template.name)\0\(attributes.map(\.uuid.description).joined(separator: "\0"))", in: event)
        self.template = template
        self.attributes = attributes
        self.comment = comment
        self.timestamp = timestamp
    }
}
