import Ledger
import Wire

/// Reads a published directory and compares every file with its manifest; a page of the zone that no manifest names is a fault as well.
public struct PublicationInspection {
    private let directory: String
    private let checksProofs: Bool
    private let progress: (_ done: Int, _ total: Int) -> Void

    /// What was found.
    public struct Findings: Codable, Equatable, Sendable {
        public var edition: Int64
        /// In hexadecimal; empty when it is not told.
        public var network: String
        /// The SHA-256 of `zone.json`.
        public var digest: String
        /// Files that are what the manifests say.
        public var files = 0
        /// Files that no manifest names and that have no address of the zone: the web server's own, perhaps. No fault.
        public var others = 0
        /// Proofs that hold, where they were checked.
        public var proofs = 0
        public var faultCount = 0
        /// The first faults, a sentence each; at most `PublicZoneLimits.faultsKeptMax`.
        public var faults: [String] = []

        mutating func note(_ fault: String) {
            faultCount += 1
            if faults.count < PublicZoneLimits.faultsKeptMax { faults.append(fault) }
        }
    }

    /// Why there is nothing to compare with.
    public enum Fault: Error, Equatable, Sendable {
        case noPublication(String)

        /// For programs.
        public var code: String { "no-publication" }

        public var reason: String {
            switch self {
            case .noPublication(let path): "\(path) holds no `zone.json` of a published zone that this release reads."
            }
        }

        public var remedy: String { "Name the directory that was given to `causeway zone publish`, or a whole copy of it." }
    }

    /// `proofs` checks every item's proof too; `progress` is told of parts done.
    public init(directory: String, proofs: Bool, progress: @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in }) {
        self.directory = directory
        checksProofs = proofs
        self.progress = progress
    }

    public func run() throws(Fault) -> Findings {
        guard let octets = read(PublicationManifest.path), let manifest = PublicationManifest.decode(PublicationManifest.self, octets),
            manifest.format == PublicationManifest.format
        else { throw .noPublication(directory) }
        var findings = Findings(edition: manifest.edition, network: manifest.network, digest: Fingerprint(octets).digits)
        var named: Set<String> = [PublicationManifest.path]
        var isRead = true
        for (index, name) in manifest.parts.keys.sorted().enumerated() {
            let path = PublicationManifest.path(ofPart: name)
            named.insert(path)
            guard let octets = read(path), Fingerprint(octets).digits == manifest.parts[name],
                let part = PublicationManifest.decode(PublicationManifest.Part.self, octets)
            else {
                findings.note("\(path) is not what zone.json says")
                isRead = false
                continue
            }
            for id in part.items.keys.sorted() {
                look(at: id, part.items[id] ?? [:], &findings)
                named.formUnion(part.items[id]?.keys ?? [:].keys)
            }
            progress(index + 1, manifest.parts.count)
        }
        // What a part names that cannot be read is not known: its files would all seem to be in none.
        guard isRead else { return findings }
        for path in PublishedDirectory.files(in: directory).sorted() where !named.contains(path) {
            if PublicationManifest.isZonePath(path) { findings.note("\(path) is in no manifest") } else { findings.others += 1 }
        }
        return findings
    }

    private func look(at id: String, _ files: [String: String], _ findings: inout Findings) {
        var proof: [UInt8]?
        var bundle: [UInt8]?
        for path in files.keys.sorted() {
            guard !path.hasPrefix("/"), !path.split(separator: "/").contains(".."), let octets = read(path) else {
                findings.note("\(path) is missing")
                continue
            }
            guard Fingerprint(octets).digits == files[path] else {
                findings.note("\(path) is not what its manifest says")
                continue
            }
            findings.files += 1
            if path == MachineAddress.proof(id).path { proof = octets }
            if path == MachineAddress.bundle(id).path { bundle = octets }
        }
        guard checksProofs, !id.isEmpty else { return }
        guard let proof, let found = try? ProofFile(proof).verify(), found.item.hex == id else {
            return findings.note("the proof of item \(id) does not prove it")
        }
        guard let bundle, ProvenBundle.octets(of: found) == bundle else {
            return findings.note("the bundle of item \(id) is not the content that its proof proves")
        }
        findings.proofs += 1
    }

    private func read(_ file: String) -> [UInt8]? { PublishedDirectory.octets(of: directory + "/" + file) }
}
