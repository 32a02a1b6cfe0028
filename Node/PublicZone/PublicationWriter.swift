/// A file of a publication.
struct PublishedFile: Sendable {
    /// Without a slash in front.
    let path: String
    let octets: [UInt8]
}

/// What one publication writes, skips and takes away, with the manifests that say so.
///
/// Files whose hash stands in the manifest of before are not written again, so their times stay and copying programs pass them over. A manifest of
/// before counts as far as the hashes above it say: of one that was written by a publication that broke off, only the paths are believed, so that
/// nothing is left lying.
struct PublicationWriter {
    private let directory: PublishedDirectory
    private let isWhole: Bool
    private let before: PublicationManifest?
    private var parts: [String: OpenPart] = [:]
    /// Parts that are as they will be: their hashes, and how many files each names.
    private var hashes: [String: String] = [:]
    private var counts: [String: Int] = [:]
    private var gone: [String] = []
    private var report = StaticPublication.Report()

    private struct OpenPart {
        var part: PublicationManifest.Part
        /// Whether its hashes may be believed.
        let isTrusted: Bool
        /// Items that were put in this publication; in `site` the paths.
        var present: Set<String> = []
    }

    /// `isWhole` when everything will be put, so that what is not put is gone.
    init(directory: PublishedDirectory, before: PublicationManifest?, isWhole: Bool) {
        self.directory = directory
        self.before = before
        self.isWhole = isWhole
    }

    /// Whether every part that a manifest names is there and is what it says.
    static func isIntact(_ manifest: PublicationManifest, in directory: PublishedDirectory) -> Bool {
        manifest.parts.allSatisfy { name, hash in
            directory.read(PublicationManifest.path(ofPart: name)).map { Fingerprint($0).digits == hash } ?? false
        }
    }

    // MARK: - Putting

    /// Puts an item's files in their places; none takes them away. In a whole publication items come in the order of their identifiers.
    mutating func putItem(_ id: String, _ made: [PublishedFile]) throws(StaticPublicationError) {
        let name = PublicationManifest.part(ofItem: id)
        if isWhole, parts[name] == nil { try flush(except: [PublicationManifest.site]) }
        try open(name)
        guard var open = parts[name] else { return }
        let old = open.part.items[id] ?? [:]
        var new: [String: String] = [:]
        for file in made { new[file.path] = try write(file.path, file.octets, known: open.isTrusted ? old[file.path] : nil) }
        gone += old.keys.filter { new[$0] == nil }
        open.part.items[id] = new.isEmpty ? nil : new
        open.present.insert(id)
        parts[name] = open
    }

    /// Puts a file that belongs to no item in its place.
    mutating func put(_ path: String, _ octets: [UInt8]) throws(StaticPublicationError) {
        try open(PublicationManifest.site)
        guard var open = parts[PublicationManifest.site] else { return }
        parts[PublicationManifest.site] = nil
        open.part.items["", default: [:]][path] = try write(path, octets, known: open.isTrusted ? open.part.items[""]?[path] : nil)
        open.present.insert(path)
        parts[PublicationManifest.site] = open
    }

    /// Takes a file that belongs to no item away, if it is there.
    mutating func drop(_ path: String) throws(StaticPublicationError) {
        try open(PublicationManifest.site)
        if parts[PublicationManifest.site]?.part.items[""]?.removeValue(forKey: path) != nil { gone.append(path) }
    }

    /// Whether a file that never changes is there already.
    mutating func has(_ path: String) throws(StaticPublicationError) -> Bool {
        try open(PublicationManifest.site)
        guard let open = parts[PublicationManifest.site], open.isTrusted, open.part.items[""]?[path] != nil else { return false }
        parts[PublicationManifest.site]?.present.insert(path)
        return true
    }

    /// The paths of files that stand there and belong to no item.
    mutating func sitePaths() throws(StaticPublicationError) -> [String] {
        try open(PublicationManifest.site)
        return parts[PublicationManifest.site]?.part.items[""]?.keys.sorted() ?? []
    }

    private mutating func write(_ path: String, _ octets: [UInt8], known: String?) throws(StaticPublicationError) -> String {
        let hash = Fingerprint(octets).digits
        guard hash != known || !directory.exists(path) else { return hash }
        try directory.write(path, octets)
        report.written += 1
        report.octets += octets.count
        return hash
    }

    // MARK: - Parts

    private mutating func open(_ name: String) throws(StaticPublicationError) {
        guard parts[name] == nil else { return }
        let octets = directory.read(PublicationManifest.path(ofPart: name))
        let part = octets.flatMap { PublicationManifest.decode(PublicationManifest.Part.self, $0) } ?? .init()
        let isTrusted = octets.map { Fingerprint($0).digits == before?.parts[name] } ?? false
        parts[name] = OpenPart(part: part, isTrusted: isTrusted)
    }

    /// Writes open parts; in a whole publication what was not put is gone.
    private mutating func flush(except kept: Set<String> = []) throws(StaticPublicationError) {
        for name in parts.keys.sorted() where !kept.contains(name) {
            guard var open = parts.removeValue(forKey: name) else { continue }
            if isWhole { dropAbsent(from: &open, isSite: name == PublicationManifest.site) }
            let path = PublicationManifest.path(ofPart: name)
            guard open.part.files > 0 else {
                gone.append(path)
                continue
            }
            let octets = PublicationManifest.octets(of: open.part)
            let hash = Fingerprint(octets).digits
            if !open.isTrusted || before?.parts[name] != hash { try directory.write(path, octets) }
            hashes[name] = hash
            counts[name] = open.part.files
        }
    }

    private mutating func dropAbsent(from open: inout OpenPart, isSite: Bool) {
        if isSite {
            // Tiles of the registry stay: a reader may hold an older checkpoint.
            for path in open.part.items[""]?.keys.sorted() ?? [] where !open.present.contains(path) && !path.hasPrefix("registry/") {
                open.part.items[""]?[path] = nil
                gone.append(path)
            }
        } else {
            for (id, files) in open.part.items where !open.present.contains(id) {
                open.part.items[id] = nil
                gone += files.keys
            }
        }
    }

    /// Makes everything durable, then says so in the manifests, then takes away what is gone.
    mutating func finish(network: String, edition: Int64, maker: String, authors: [String: String]) throws(StaticPublicationError)
        -> StaticPublication.Report
    {
        if isWhole {
            // Parts in which nothing was put have nothing any more.
            for name in before?.parts.keys.sorted() ?? [] where hashes[name] == nil { try open(name) }
        }
        directory.settle()
        try flush()
        if !isWhole { keepUntouchedParts() }
        let manifest = PublicationManifest(
            network: network, edition: edition, maker: maker, authors: authors, files: counts.values.reduce(0, +), parts: hashes,
            counts: counts)
        let octets = PublicationManifest.octets(of: manifest)
        directory.settle()
        try directory.write(PublicationManifest.path, octets)
        directory.settle()
        for path in gone.sorted() { directory.remove(path) }
        report.removed = gone.count
        if isWhole || directory.isUnfinished { sweep() }
        directory.finish()
        report.edition = edition
        report.files = manifest.files
        report.isWhole = isWhole
        report.digest = Fingerprint(octets).digits
        return report
    }

    /// Takes away what a publication that broke off has left: files of the zone that no manifest names, such as of an item that was withdrawn since.
    private mutating func sweep() {
        var named: Set<String> = []
        for name in hashes.keys {
            let path = PublicationManifest.path(ofPart: name)
            guard let part = directory.read(path).flatMap({ PublicationManifest.decode(PublicationManifest.Part.self, $0) }) else { return }
            named.insert(path)
            for files in part.items.values { named.formUnion(files.keys) }
        }
        for path in directory.files() where !named.contains(path) && PublicationManifest.isZonePath(path) {
            directory.remove(path)
            report.removed += 1
        }
    }

    private mutating func keepUntouchedParts() {
        guard let before else { return }
        for (name, hash) in before.parts where hashes[name] == nil && !gone.contains(PublicationManifest.path(ofPart: name)) {
            hashes[name] = hash
            counts[name] = before.counts[name]
        }
    }
}
