public import STIX

/// What of a value is compared with warning lists: the value itself, and the host that it names.
public struct WarningSubject: Equatable, Sendable {
    /// In which way a value stands on a list.
    public enum Relation: String, Codable, Sendable {
        case value
        case host
        case parentDomain = "parent-domain"
        case network, substring, pattern
    }

    /// What is looked up in a table of hashes.
    public struct Probe: Equatable, Sendable {
        public let octets: [UInt8]
        /// The entry as people read it.
        public let text: String
        public let relation: Relation
    }

    /// Lower case.
    public let text: String
    /// What it is by itself.
    public let kind: ObservedValue.Kind
    /// What it was taken out of; its own kind for a value.
    public let origin: ObservedValue.Kind

    /// The subjects of a value, itself first.
    public static func all(of value: ObservedValue) -> [WarningSubject] {
        let text = value.text.lowercased()
        var subjects = [WarningSubject(text: text, kind: value.kind, origin: value.kind)]
        var host: Substring?
        switch value.kind {
        case .url:
            let rest = text.drop { $0 != ":" }.dropFirst(3)
            let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            let place = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
            host = place.hasPrefix("[") ? place.dropFirst().prefix { $0 != "]" } : place.prefix { $0 != ":" }
        case .email: host = text.split(separator: "@").last
        default: break
        }
        if let host, let inner = ObservedValue(typed: host), [.domain, .ipv4, .ipv6].contains(inner.kind) {
            subjects.append(WarningSubject(text: inner.text, kind: inner.kind, origin: value.kind))
        }
        return subjects
    }

    /// Whether a list of these kinds is about it.
    public func isSubject(of kinds: Set<ObservedValue.Kind>) -> Bool { kinds.contains(kind) || kinds.contains(origin) }

    /// What to look up in a list of hashes; `lengths` as `WarningTable` has them.
    public func probes(_ matching: WarningList.Matching, lengths: [UInt8]) -> [Probe] {
        let whole: Relation = kind == origin ? .value : .host
        switch matching {
        case .string: return [Probe(octets: Array(text.utf8), text: text, relation: whole)]
        case .hostname:
            guard kind == .domain else { return kind == .url ? [] : [Probe(octets: Array(text.utf8), text: text, relation: whole)] }
            var probes: [Probe] = []
            var rest = text[...]
            while !rest.isEmpty {
                probes.append(
                    Probe(
                        octets: Array(rest.utf8), text: String(rest), relation: rest.utf8.count == text.utf8.count ? whole : .parentDomain))
                rest = rest.drop { $0 != "." }.dropFirst()
            }
            return probes
        case .cidr:
            guard let value = ObservedValue(typed: text), let address = AddressOctets(value) else { return [] }
            let isLong = address.octets.count == 16
            return lengths.compactMap { code in
                let bits = Int(code) - (isLong ? 33 : 0)
                guard (code > 32) == isLong, bits <= address.bits else { return nil }
                let isExact = bits == address.octets.count * 8
                return Probe(octets: address.network(bits), text: isExact ? text : address.text(bits), relation: isExact ? whole : .network)
            }
        case .substring, .regex: return []
        }
    }

    /// The first of some texts that stands or fits in it.
    public func first(of texts: [[UInt8]], _ matching: WarningList.Matching) -> (text: String, relation: Relation)? {
        Array(texts.joined(separator: [0x0A])).withUnsafeBufferPointer { first(ofLines: $0, matching) }
    }

    /// The same of texts on a line each.
    public func first(
        ofLines lines: UnsafeBufferPointer<UInt8>, _ matching: WarningList.Matching
    ) -> (text: String, relation: Relation)? {
        let octets = Array(text.utf8)
        return octets.withUnsafeBufferPointer { value in
            var start = 0
            while start < lines.count {
                let end = lines[start...].firstIndex(of: 0x0A) ?? lines.count
                let entry = UnsafeBufferPointer(rebasing: lines[start..<end])
                start = end + 1
                switch matching {
                case .substring where Self.contains(value, entry): return (String(decoding: entry, as: UTF8.self), .substring)
                case .regex where (try? BoundedPattern(Array(entry)))?.fits(in: octets) == true:
                    return (String(decoding: entry, as: UTF8.self), .pattern)
                default: continue
                }
            }
            return nil
        }
    }

    private static func contains(_ text: UnsafeBufferPointer<UInt8>, _ part: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = part.first, part.count <= text.count else { return false }
        for start in 0...(text.count - part.count) where text[start] == first {
            var index = 1
            while index < part.count, text[start + index] == part[index] { index += 1 }
            if index == part.count { return true }
        }
        return false
    }
}
