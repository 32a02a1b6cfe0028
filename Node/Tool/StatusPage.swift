import Exchange

/// The answer of `causeway status` for people: whether all is well, what to do if not, then the numbers. No line is wider than the
/// terminal but for identifiers.
struct StatusPage {
    let status: StatusReport
    let columns: Int

    var lines: [String] { answer + [""] + facts.lines(within: columns) }

    /// The first line and the findings.
    var answer: [String] {
        var lines = [headline]
        for finding in status.findings {
            let head = finding.severity.rawValue.uppercased()
            lines.append("")
            lines += PlainText.wrapped(finding.sentence, to: columns, after: Self.margin(head))
            lines += PlainText.wrapped(finding.remedy, to: columns, after: Self.margin("") + "do: ")
            let since = finding.since.isEmpty ? "" : ", since \(PlainText.time(finding.since))"
            lines.append(Self.margin("") + PlainText.line(finding.code.rawValue) + since)
        }
        return lines
    }

    private var headline: String {
        let needs = status.findings.count(where: \.needsOperator)
        let notices = status.findings.count - needs
        if needs > 0 { return "\(PlainText.count(needs, "thing")) \(needs == 1 ? "needs" : "need") you." }
        return notices == 0 ? "All is well." : "All is well; \(PlainText.count(notices, "notice"))."
    }

    private static func margin(_ head: String) -> String { head + String(repeating: " ", count: 10 - head.count) }

    private var facts: Facts {
        var facts = Facts()
        facts.add("organisation", "\(status.organisation), \(status.standing), \(status.role)")
        facts.add("peers", peers)
        facts.add(
            "lag", status.journalsBehind == 0 ? "level with every peer" : "\(PlainText.count(status.journalsBehind, "journal")) behind")
        facts.add("queue", queue)
        facts.add("disk", disk)
        facts.add("keys", keys)
        facts.add("last backup", PlainText.time(status.lastBackup))
        facts.add("registry", registry)
        facts.add("items", "\(status.items) readable, of \(status.entries) entries; \(status.ciphertexts) cannot be opened here")
        facts.add("groups", "\(status.groups)")
        facts.add("listens on", status.listen.isEmpty ? "nowhere; it dials out" : status.listen)
        facts.add("running", "\(PlainText.duration(seconds: status.uptimeSeconds)), version \(status.version)")
        let counted = status.counters.sorted { $0.key < $1.key }.filter { $0.value != 0 }.map { "\($0.key) \($0.value)" }
        facts.add("counted", any: counted)
        facts.add("node", status.node)
        facts.add("its owner", status.organisationId)
        facts.add("network", status.networkName)
        facts.add("", status.network)
        return facts
    }

    private var peers: String {
        guard status.peersConnected > 0 else { return "none connected" }
        let coordinator =
            status.role == "coordinator" ? "" : status.coordinatorConnected ? ", the coordinator too" : ", not the coordinator"
        return "\(status.peersConnected) connected" + coordinator
    }

    private var queue: String {
        var waiting: [String] = []
        if status.unopened > 0 { waiting.append("\(status.unopened) entries to open") }
        if status.bodiesMissing > 0 { waiting.append("\(status.bodiesMissing) bodies to fetch") }
        if status.unstoredBytes > 0 { waiting.append("\(PlainText.octets(status.unstoredBytes)) for the disk") }
        if status.outboxMessages > 0 { waiting.append("\(status.outboxMessages) messages for peers") }
        return waiting.isEmpty ? "nothing waits" : waiting.joined(separator: ", ")
    }

    private var disk: String {
        var text = "\(PlainText.octets(Int(clamping: status.databaseBytes))) database"
        if status.volumeFreeBytes >= 0, status.volumeBytes >= 0 {
            let (free, all) = (Int(clamping: status.volumeFreeBytes), Int(clamping: status.volumeBytes))
            text += "; \(PlainText.octets(free)) of \(PlainText.octets(all)) free"
        }
        return text + "; encryption \(status.volumeEncryption.prefix { $0 != ":" })"
    }

    private var registry: String {
        let size = PlainText.count(Int(clamping: status.registrySize), "record")
        let age = "confirmed \(PlainText.duration(seconds: Int(clamping: status.registrySeconds))) ago"
        return status.witnesses == 0
            ? "\(size), \(age) by the coordinator alone" : "\(size), \(age), \(status.cosigned) of \(status.witnesses) witnesses"
    }

    private var keys: String {
        let certificate =
            status.certificateDaysLeft < 0 ? "certificate ended" : "certificate \(PlainText.count(status.certificateDaysLeft, "day"))"
        let encryption =
            status.encryptionKeyDaysLeft < 0
            ? "no encryption key" : "encryption key \(PlainText.count(status.encryptionKeyDaysLeft, "day"))"
        return "\(certificate), \(encryption)"
    }
}
