internal import Crypto

/// The identifiers of observables, derived from their content, so that equal observables have one identifier (STIX 2.1 §2.9).
enum STIXDeterministicID {
    /// The namespace of the standard.
    private static let namespace: [UInt8] = [
        0x00, 0xAB, 0xED, 0xB4, 0xAA, 0x42, 0x46, 0x6C, 0x9C, 0x01, 0xFE, 0xD2, 0x33, 0x15, 0xA9, 0xB7,
    ]

    /// The properties that go into it, by type (§6). A process has none, so its identifier is random.
    static let contributing: [String: [String]] = [
        "artifact": ["hashes", "payload_bin"], "autonomous-system": ["number"], "directory": ["path"], "domain-name": ["value"],
        "email-addr": ["value"], "email-message": ["from_ref", "subject", "body"],
        "file": ["hashes", "name", "parent_directory_ref", "extensions"], "ipv4-addr": ["value"], "ipv6-addr": ["value"],
        "mac-addr": ["value"], "mutex": ["name"],
        "network-traffic": ["start", "end", "src_ref", "dst_ref", "src_port", "dst_port", "protocols", "extensions"], "process": [],
        "software": ["name", "cpe", "swid", "vendor", "version"], "url": ["value"],
        "user-account": ["account_type", "user_id", "account_login"], "windows-registry-key": ["key", "values"],
        "x509-certificate": ["hashes", "serial_number"],
    ]

    /// The hashes in the order in which the first that is there is taken (§6).
    private static let preferred = ["MD5", "SHA-1", "SHA-256", "SHA-512"]

    /// The identifier of an observable of that type with these canonical values; `nil` where no contributing property is there.
    static func identifier(type: String, _ values: [(name: String, value: [UInt8])]) -> String? {
        guard !values.isEmpty else { return nil }
        var text: [UInt8] = []
        CanonicalJSON.write(values, to: &text) { value, output in output += value }
        return type + "--" + uuid(of: text)
    }

    /// The identifier of the observable at a node; `nil` for other types and where no contributing property is there.
    static func identifier(of node: Int, type: String, in document: JSONDocument) -> String? {
        guard let names = contributing[type] else { return nil }
        var values: [(name: String, value: [UInt8])] = []
        var name = node + 1
        while name < Int(document.nodes[node].next) {
            let key = document.text(name)
            if names.contains(key) {
                let value = key == "hashes" ? oneHash(name + 1, in: document) : CanonicalJSON.text(of: name + 1, in: document)
                values.append((key, value))
            }
            name = Int(document.nodes[name + 1].next)
        }
        return identifier(type: type, values)
    }

    /// The dictionary with the one hash that counts.
    static func oneHash(_ node: Int, in document: JSONDocument) -> [UInt8] {
        guard document.kind(node) == .object else { return CanonicalJSON.text(of: node, in: document) }
        var hashes: [(name: String, value: Int)] = []
        var name = node + 1
        while name < Int(document.nodes[node].next) {
            hashes.append((document.text(name), name + 1))
            name = Int(document.nodes[name + 1].next)
        }
        // §6.1: without any of these, the first in the order of the names.
        let chosen = preferred.lazy.compactMap { wanted in hashes.first { $0.name == wanted } }.first ?? hashes.min { $0.name < $1.name }
        var output: [UInt8] = []
        CanonicalJSON.write(chosen.map { [$0] } ?? [], to: &output) { value, output in CanonicalJSON.write(value, in: document, to: &output)
        }
        return output
    }

    /// The UUID of version 5 (RFC 9562 §5.5) of a name in the standard's namespace.
    static func uuid(of name: [UInt8]) -> String { spelled(Array(Insecure.SHA1.hash(data: namespace + name).prefix(16)), version: 5) }

    /// A UUID in the form of a random one (version 4), made of the SHA-256 of a name, for what has no content to derive it from.
    static func unrelatedUUID(of name: [UInt8]) -> String { spelled(Array(SHA256.hash(data: namespace + name).prefix(16)), version: 4) }

    private static func spelled(_ octets: [UInt8], version: UInt8) -> String {
        var uuid = octets
        uuid[6] = uuid[6] & 0x0F | version << 4
        uuid[8] = uuid[8] & 0x3F | 0x80
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for (index, octet) in uuid.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append(0x2D) }
            text += [digits[Int(octet >> 4)], digits[Int(octet & 15)]]
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension STIXBundle {
    /// The identifier that an observable's content gives it (STIX 2.1 §2.9); `nil` for other objects, and for observables without any of
    /// the properties that go into it.
    public func deterministicID(of object: STIXObject) throws(STIXError) -> String? {
        guard STIXDeterministicID.contributing[object.type] != nil else { return nil }
        return STIXDeterministicID.identifier(of: 0, type: object.type, in: try JSONReader.read(Array(bytes(of: object))))
    }
}

extension STIXChecker {
    /// An observable's identifier against its content.
    mutating func checkDeterministicID(_ node: Int, _ type: String) {
        guard STIXDeterministicID.contributing[type] != nil, let place = member("id", of: node), let id = string("id", node),
            STIXGrammar.identifierType(Array(id.utf8)[...]) != nil
        else { return }
        let version = id.utf8.suffix(36).dropFirst(14).first
        guard let wanted = STIXDeterministicID.identifier(of: node, type: type, in: document) else {
            guard version != 0x34 else { return }
            return note(.wrongUUIDVersion, place, "without content that goes into its identifier, it needs a UUID of version 4")
        }
        guard id.lowercased() != wanted else { return }
        note(.otherDeterministicID, place, "its content gives it the identifier \(wanted)")
    }
}
