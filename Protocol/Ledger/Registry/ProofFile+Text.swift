internal import Sodium
internal import Wire

/// The file itself: JSON, octets in base 64, identifiers in hexadecimal (specification chapter 3, "Proof files").
extension ProofFile {
    /// The file's text.
    public func encoded() -> [UInt8] {
        var entry: [(name: String, value: PlainJSON)] = [
            ("position", .number(position)),
            ("header", .text(Base64.encode(header))),
            ("inclusion", Self.json(inclusion)),
        ]
        if let body { entry.append(("body", .text(Base64.encode(body)))) }
        if let itemSecret { entry.append(("secret", .text(itemSecret.hex))) }
        let records = records.map { record in
            PlainJSON.object([
                ("position", .number(record.position)),
                ("record", .text(Base64.encode(record.bytes))),
                ("inclusion", Self.json(record.inclusion)),
            ])
        }
        let file = PlainJSON.object([
            ("format", .text(Self.format)),
            ("network", .text(network.hex)),
            ("registry", .object([("checkpoint", .text(Base64.encode(registryCheckpoint))), ("records", .array(records))])),
            (
                "journal",
                .object([
                    ("node", .text(journal.node.hex)), ("group", .text(journal.group.hex)),
                    ("incarnation", .text(journal.incarnation.hex)), ("checkpoint", .text(Base64.encode(journalCheckpoint))),
                ])
            ),
            ("entry", .object(entry)),
        ])
        return Array((file.written() + "\n").utf8)
    }

    /// Reads a file; every member must be there and no other, except that `body` and `secret` may be missing.
    public init(_ text: some Collection<UInt8>) throws(ProofError) {
        guard text.count <= RegistryLimits.proofOctetsMax else { throw .proofTooLong }
        guard let json = PlainJSON(text) else { throw .proofMalformed(member: "") }
        let file = Members(json: json, path: "")
        guard try file.text("format") == Self.format else { throw .proofVersion }
        try file.only(["format", "network", "registry", "journal", "entry"])
        let (registry, journal, entry) = (try file.object("registry"), try file.object("journal"), try file.object("entry"))
        try registry.only(["checkpoint", "records"])
        try journal.only(["node", "group", "incarnation", "checkpoint"])
        try entry.only(["position", "header", "inclusion"], optional: ["body", "secret"])

        network = try file.identifier("network")
        registryCheckpoint = try registry.octets("checkpoint", limit: LedgerLimits.noteOctetsMax)
        var records: [Record] = []
        for record in try registry.objects("records", limit: RegistryLimits.proofRecordsMax) {
            try record.only(["position", "record", "inclusion"])
            records.append(
                Record(
                    position: try record.number("position"), bytes: try record.octets("record", limit: WireLimits.recordOctetsMax),
                    inclusion: try record.hashes("inclusion")))
        }
        self.records = records
        self.journal = JournalName(
            node: try journal.identifier("node"), group: try journal.identifier("group"),
            incarnation: try journal.identifier("incarnation"))
        journalCheckpoint = try journal.octets("checkpoint", limit: LedgerLimits.noteOctetsMax)
        position = try entry.number("position")
        header = try entry.octets("header", limit: WireLimits.textOctetsMax)
        inclusion = try entry.hashes("inclusion")
        body = entry.has("body") ? try entry.octets("body", limit: RegistryLimits.proofBodyOctetsMax) : nil
        itemSecret = entry.has("secret") ? try entry.secret("secret") : nil
    }

    private static func json(_ hashes: [Hash]) -> PlainJSON {
        .array(hashes.map { .text(Base64.encode($0.array)) })
    }
}

/// An object of the file, with the name it is found under.
private struct Members {
    let json: PlainJSON
    let path: String

    private func malformed(_ name: String) -> ProofError { .proofMalformed(member: path + name) }

    func has(_ name: String) -> Bool { json[name] != nil }

    func only(_ names: [String], optional: [String] = []) throws(ProofError) {
        for name in json.names where !names.contains(name) && !optional.contains(name) { throw malformed(name) }
        for name in names where !has(name) { throw malformed(name) }
    }

    func text(_ name: String) throws(ProofError) -> String {
        guard case .text(let text)? = json[name] else { throw malformed(name) }
        return text
    }

    func number(_ name: String) throws(ProofError) -> UInt64 {
        guard case .number(let number)? = json[name] else { throw malformed(name) }
        return number
    }

    func object(_ name: String) throws(ProofError) -> Members {
        guard case .object? = json[name], let value = json[name] else { throw malformed(name) }
        return Members(json: value, path: path + name + ".")
    }

    func objects(_ name: String, limit: Int) throws(ProofError) -> [Members] {
        guard case .array(let values)? = json[name] else { throw malformed(name) }
        guard values.count <= limit else { throw .proofTooLong }
        return values.enumerated().map { Members(json: $1, path: "\(path)\(name)[\($0)].") }
    }

    func octets(_ name: String, limit: Int) throws(ProofError) -> [UInt8] {
        guard let octets = Base64.decode(try text(name).utf8) else { throw malformed(name) }
        guard octets.count <= limit else { throw .proofTooLong }
        return octets
    }

    func hashes(_ name: String) throws(ProofError) -> [Hash] {
        guard case .array(let values)? = json[name] else { throw malformed(name) }
        guard values.count <= RegistryLimits.proofHashesMax else { throw .proofTooLong }
        var hashes: [Hash] = []
        for value in values {
            guard case .text(let text) = value, let octets = Base64.decode(text.utf8), let hash = Hash(octets) else {
                throw malformed(name)
            }
            hashes.append(hash)
        }
        return hashes
    }

    func identifier<T: Identifier>(_ name: String) throws(ProofError) -> T {
        guard let identifier = T(hex: try text(name)), try text(name) == identifier.hex else { throw malformed(name) }
        return identifier
    }

    func secret(_ name: String) throws(ProofError) -> Octets32 {
        guard let octets = Octets32(hex: try text(name)), try text(name) == octets.hex else { throw malformed(name) }
        return octets
    }
}
