/// What a node of a graph is, as far as its shape and colour tell: a class of types.
///
/// Each kind has a shape of its own, because colours alone are not seen by everybody and not printed.
enum GraphKind: String, CaseIterable, Sendable {
    case adversary, malware, technique, weakness, indicator, observable, party, answer, writing, other

    /// - Parameter type: a type of STIX; another one is `other`.
    init(type: String) {
        // Long texts beyond ASCII are compared slowly, and no type is one.
        guard type.utf8.count <= 32, type.utf8.allSatisfy({ $0 < 0x80 }) else {
            self = .other
            return
        }
        switch type {
        case "threat-actor", "intrusion-set", "campaign": self = .adversary
        case "malware", "tool", "infrastructure", "malware-analysis": self = .malware
        case "attack-pattern": self = .technique
        case "vulnerability": self = .weakness
        case "indicator": self = .indicator
        case "identity", "location": self = .party
        case "course-of-action": self = .answer
        case "report", "note", "opinion", "grouping", "incident": self = .writing
        case "observed-data", "sighting", "artifact", "autonomous-system", "directory", "domain-name", "email-addr", "email-message",
            "file",
            "ipv4-addr", "ipv6-addr", "mac-addr", "mutex", "network-traffic", "process", "software", "url", "user-account",
            "windows-registry-key", "x509-certificate":
            self = .observable
        default: self = .other
        }
    }

    /// The outline around 0 0, some 14 units wide.
    var outline: HTML {
        switch self {
        case .adversary: "M-7 0L-3.5-6.5H3.5L7 0L3.5 6.5H-3.5z"
        case .malware: "M0-7L7 6H-7z"
        case .technique: "M0-7.5L7.5 0L0 7.5L-7.5 0z"
        case .weakness: "M0 7L7-6H-7z"
        case .indicator: "M-6-6H6V6H-6z"
        case .observable: "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z"
        case .party: "M-6 6V-1L0-7L6-1V6z"
        case .answer: "M-2.5-7h5v4.5h4.5v5h-4.5v4.5h-5v-4.5h-4.5v-5h4.5z"
        case .writing: "M-5-7H2L5-4V7H-5z"
        case .other: "M-7-3H7V3H-7z"
        }
    }

    var className: HTML {
        switch self {
        case .adversary: "kind-adversary"
        case .malware: "kind-malware"
        case .technique: "kind-technique"
        case .weakness: "kind-weakness"
        case .indicator: "kind-indicator"
        case .observable: "kind-observable"
        case .party: "kind-party"
        case .answer: "kind-answer"
        case .writing: "kind-writing"
        case .other: "kind-other"
        }
    }

    var name: Phrase {
        switch self {
        case .adversary: Phrase("Adversary", "攻擊者", "攻击者")
        case .malware: Phrase("Malware, tool", "惡意軟件、工具", "恶意软件、工具")
        case .technique: Phrase("Technique", "攻擊技術", "攻击技术")
        case .weakness: Phrase("Vulnerability", "漏洞", "漏洞")
        case .indicator: Phrase("Indicator", "威脅指標", "威胁指标")
        case .observable: Phrase("Observable", "可觀察對象", "可观察对象")
        case .party: Phrase("Identity, place", "身分、地點", "身份、地点")
        case .answer: Phrase("Course of action", "應對措施", "应对措施")
        case .writing: Phrase("Report, note", "報告、備註", "报告、备注")
        case .other: Phrase("Other", "其他", "其他")
        }
    }
}
