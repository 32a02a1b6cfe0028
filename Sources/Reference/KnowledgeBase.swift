public import STIX

/// A knowledge base as STIX, such as a domain of ATT&CK, with what its collection says of it.
public struct KnowledgeBase: Sendable {
    public let bundle: STIXBundle
    /// Of its collection; `nil` where it has none.
    public private(set) var title: String?
    public private(set) var version: PackVersion?
    /// After the domain that its objects name: `attack-ics`.
    public private(set) var name: String?

    /// Reads a bundle; throws `notReadable`.
    public init(reading octets: [UInt8]) throws(PackFault) {
        do throws(STIXError) { bundle = try STIXBundle(parsing: octets) } catch { throw PackFault(error, in: "The file") }
        for object in bundle.objects where object.type == "x-mitre-collection" || object.type == "x-mitre-matrix" {
            guard let text = try? StrictJSON(reading: Array(bundle.bytes(of: object))) else { continue }
            if object.type == "x-mitre-collection" {
                title = title ?? text.text(text.member("name", of: text.root))
                version = version ?? text.text(text.member("x_mitre_version", of: text.root)).flatMap { PackVersion($0) }
            }
            let domains = (text.elements(of: text.member("x_mitre_domains", of: text.root)) ?? []).compactMap { text.text($0) }
            // `ics-attack`, as ATT&CK calls it.
            if name == nil, domains.count == 1, let domain = domains.first, domain.hasSuffix("-attack") {
                let candidate = "attack-" + domain.dropLast(7)
                if PackFormat.isName(candidate, isPack: true) { name = candidate }
            }
        }
    }
}
