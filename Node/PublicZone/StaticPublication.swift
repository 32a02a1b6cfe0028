import Ledger
public import Logging
import Pages
import Wire

/// Writes the whole zone as files that any web server, object store or network of caches serves unchanged.
///
/// The files are the server's answers, octet by octet, at the same paths. A second publication writes what is new since the first: items that appeared,
/// changed or left, the pages of lists in which they stand, and the few documents about the whole. Order: items, lists, pages about the whole,
/// then manifests, then what is gone; so a reader never follows a link to what is not there yet, and a publication that breaks off is
/// taken up by the next.
public struct StaticPublication: Sendable {
    private let maker: ZoneMaker
    private let log: (any PublicLog)?
    private let release: String
    private let isStopped: @Sendable () -> Bool
    private let progress: @Sendable (_ done: Int, _ total: Int) -> Void
    /// Whether octets prove an item.
    var isProof: @Sendable (_ octets: [UInt8], _ id: String) -> Bool = { octets, id in
        (try? ProofFile(octets).verify())?.item.hex == id
    }

    /// What was done.
    public struct Report: Codable, Equatable, Sendable {
        /// The edition that stands there now.
        public var edition = Int64(0)
        /// Files in all.
        public var files = 0
        public var written = 0
        public var removed = 0
        /// Octets of the files that were written.
        public var octets = 0
        /// Whether everything was made anew, and not only what changed.
        public var isWhole = false
        /// The SHA-256 of `zone.json`, by which a copy is known; lower-case hexadecimal.
        public var digest = ""

        public init() {}
    }

    /// `release` names the program that makes the files; `isStopped` is asked now and then, `progress` told of items done.
    public init(
        site: PublicSite, source: any PublicItems, log: (any PublicLog)?, release: String, logger: Logger,
        seconds: @escaping @Sendable () -> Int64, isStopped: @escaping @Sendable () -> Bool = { false },
        progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) {
        maker = ZoneMaker(site: site, source: RememberedItems(source, seconds: seconds), logger: logger)
        self.log = log
        self.release = release
        self.isStopped = isStopped
        self.progress = progress
    }

    /// Brings a directory up to the edition that is in force when this begins.
    public func write(into path: String) async throws(StaticPublicationError) -> Report {
        let directory = try PublishedDirectory(path)
        let edition = try await make("/") { () async throws(PublicRefusal) in
            try await maker.read { () async throws in try await maker.source.edition() }
        }
        let before = directory.read(PublicationManifest.path).flatMap { PublicationManifest.decode(PublicationManifest.self, $0) }
        let fingerprint = makerFingerprint(edition)
        let authors = edition.authors.mapValues { Fingerprint(Array($0.utf8)).digits }
        var changes: ZoneChanges?
        if let before, before.format == PublicationManifest.format, before.maker == fingerprint,
            before.authors.allSatisfy({ authors[$0] == $1 }), before.edition <= edition.number
        {
            let since = before.edition
            let found = try await make("/") { () async throws(PublicRefusal) in
                try await maker.read { () async throws in try await maker.source.changes(after: since) }
            }
            if !found.isCut, PublicationWriter.isIntact(before, in: directory) { changes = found }
        }
        var writer = PublicationWriter(directory: directory, before: before, isWhole: changes == nil)
        if let changes {
            try await writeItems(changes.items, &writer)
        } else {
            try await writeAllItems(&writer)
        }
        try await writeSite(changes, &writer)
        return try writer.finish(network: maker.site.network ?? "", edition: edition.number, maker: fingerprint, authors: authors)
    }

    /// What makes files besides the items.
    private func makerFingerprint(_ edition: ZoneEdition) -> String {
        let site = maker.site
        let parts = [
            release, site.name, site.identifier, site.network ?? "", site.baseURL ?? "", site.contact ?? "", edition.warnings,
        ]
        return Fingerprint(Array(parts.joined(separator: "\0").utf8)).digits
    }

    // MARK: - Items

    private func writeAllItems(_ writer: inout PublicationWriter) async throws(StaticPublicationError) {
        let lists = try await make("/") { () async throws(PublicRefusal) in try await maker.lists() }
        let total = Int(lists.first { $0.name == .all }?.count ?? 0)
        var done = 0
        var last = ""
        while true {
            let after = last
            let ids = try await make("/") { () async throws(PublicRefusal) in
                try await maker.read { () async throws in
                    try await maker.source.identifiers(after: after, limit: PublicZoneLimits.publishedItemsPerRound)
                }
            }
            guard let end = ids.last else { break }
            try await writeItems(ids, &writer)
            last = end
            done += ids.count
            progress(done, max(total, done))
        }
    }

    /// Makes the files of some items, and puts them in their places in the order of the identifiers.
    private func writeItems(_ ids: [String], _ writer: inout PublicationWriter) async throws(StaticPublicationError) {
        let ids = ids.sorted()
        try await sideBySide(
            ids.count, make: { index async throws(StaticPublicationError) in try await files(of: ids[index]) },
            put: { index, files throws(StaticPublicationError) in try writer.putItem(ids[index], files) })
    }

    /// Makes things side by side, and meanwhile puts those in their places that are made, in their order.
    private func sideBySide(
        _ count: Int, make: @escaping @Sendable (_ index: Int) async throws(StaticPublicationError) -> [PublishedFile],
        put: (_ index: Int, _ files: [PublishedFile]) throws(StaticPublicationError) -> Void
    ) async throws(StaticPublicationError) {
        let failure = await withTaskGroup(of: Made.self, returning: StaticPublicationError?.self) { group in
            var (begun, written) = (0, 0)
            var made: [Int: Made] = [:]
            while written < count {
                guard !isStopped() else { return .stopped }
                while begun < count, begun - written < PublicZoneLimits.publishedAtATime {
                    let index = begun
                    group.addTask { await Made(index, make) }
                    begun += 1
                }
                if let thing = await group.next() { made[thing.index] = thing }
                while let thing = made.removeValue(forKey: written) {
                    if let failure = thing.failure { return failure }
                    do throws(StaticPublicationError) {
                        try put(written, thing.files)
                    } catch {
                        return error
                    }
                    written += 1
                }
            }
            return nil
        }
        if let failure { throw failure }
    }

    /// Files that were made, or why they were not.
    private struct Made: Sendable {
        let index: Int
        let files: [PublishedFile]
        let failure: StaticPublicationError?

        init(_ index: Int, _ make: (Int) async throws(StaticPublicationError) -> [PublishedFile]) async {
            self.index = index
            do throws(StaticPublicationError) {
                files = try await make(index)
                failure = nil
            } catch {
                files = []
                failure = error
            }
        }
    }

    /// The files of one item; none for one that is not public.
    private func files(of id: String) async throws(StaticPublicationError) -> [PublishedFile] {
        var files: [PublishedFile] = []
        let maker = ZoneMaker(
            site: maker.site, source: HeldItem(id, of: maker.source), budget: maker.budget, logger: maker.logger, facts: maker.facts)
        do throws(PublicRefusal) {
            let item = try await maker.item(id)
            let addresses = try await maker.machineAddresses(of: item).map { ZoneAddress.machine($0) } + inLanguages(.item(id))
            for address in addresses {
                files.append(PublishedFile(path: address.file, octets: try await maker.document(address).octets))
            }
        } catch {
            switch error {
            case .notFound, .ended: return []
            default: throw .cannotMake(address: ZoneAddress.page(.english, .item(id)).path)
            }
        }
        // A proof is checked before it is published, as its readers will.
        let proof = files.first { $0.path == MachineAddress.proof(id).path }?.octets ?? []
        guard isProof(proof, id) else { throw .proofFalse(item: id) }
        return files
    }

    // MARK: - Everything else

    private func writeSite(_ changes: ZoneChanges?, _ writer: inout PublicationWriter) async throws(StaticPublicationError) {
        let lists = try await make("/") { () async throws(PublicRefusal) in try await maker.lists() }
        var pages: [(list: ListName, page: Int64)] = []
        if let changes {
            // A page also says that there is one behind it: so the one before may be another too.
            let touched = Set(changes.pages.map { Place(list: $0.list, page: $0.page) })
            let before = touched.filter { $0.page > 0 }.map { Place(list: $0.list, page: $0.page - 1) }
            pages = touched.union(before).sorted().map { (list: $0.list, page: $0.page) }
        } else {
            for list in lists where list.last > 0 {
                pages += (0...((list.last - 1) / PublicZoneLimits.itemsPerPage)).map { (list: list.name, page: $0) }
            }
        }
        let known = Set(lists.map(\.name))
        let touched = changes.map { Set($0.pages.map(\.list)) } ?? known
        // What stands together is made one after the other, since it asks for the same items.
        var groups: [[ZoneAddress]] = pages.filter { known.contains($0.list) }.map { inLanguages(.list($0.list, $0.page)) }
        for list in lists where touched.contains(list.name) { groups.append(inLanguages(.newest(list.name))) }
        if !known.contains(.all) || touched.isEmpty { groups.append(inLanguages(.newest(.all))) }
        groups.append(Assets.all.map { .asset($0.name) })
        let machines = try await make("/") { () async throws(PublicRefusal) in try await maker.machineAddresses() }
        groups += machines.filter { changes == nil || $0.mayChange(with: touched, pages) }.map { [.machine($0)] }
        groups += ZonePage.single.map(\.page).filter { $0 != .front }.map(inLanguages)
        groups += try await furtherMembers(&writer)
        groups.append(inLanguages(.front) + [.entrance])
        let all = groups
        try await sideBySide(
            all.count, make: { index async throws(StaticPublicationError) in try await files(at: all[index]) },
            put: { index, files throws(StaticPublicationError) in
                for file in files { try writer.put(file.path, file.octets) }
                // Some addresses are there only where the site has what they tell.
                let made = Set(files.map(\.path))
                for address in all[index] where !made.contains(address.file) { try writer.drop(address.file) }
            })
        try await writeLog(&writer)
    }

    /// The pages of members behind the first, and those that stand there from when there were more.
    private func furtherMembers(_ writer: inout PublicationWriter) async throws(StaticPublicationError) -> [[ZoneAddress]] {
        let network = try await make("/") { () async throws(PublicRefusal) in
            try await maker.read { () async throws in try await maker.source.network() }
        }
        let last = MembersPage.last(network)
        let stale = try writer.sitePaths().compactMap { path -> [ZoneAddress]? in
            guard let address = ZoneAddress(path: "/" + path), case .page(_, .members(let page)) = address, page > last else { return nil }
            return [address]
        }
        return stale + (0..<last).map { inLanguages(.members($0 + 1)) }
    }

    /// A page of a list.
    private struct Place: Hashable, Comparable {
        let list: ListName
        let page: Int64

        static func < (left: Self, right: Self) -> Bool { (left.list.text, left.page) < (right.list.text, right.page) }
    }

    private func inLanguages(_ page: ZonePage) -> [ZoneAddress] { Language.allCases.map { .page($0, page) } }

    /// The documents at some addresses; none where there is none.
    private func files(at addresses: [ZoneAddress]) async throws(StaticPublicationError) -> [PublishedFile] {
        var files: [PublishedFile] = []
        for address in addresses {
            do throws(PublicRefusal) {
                files.append(PublishedFile(path: address.file, octets: try await maker.document(address).octets))
            } catch {
                guard error == .notFound else { throw .cannotMake(address: address.path) }
            }
        }
        return files
    }

    /// The registry's tiles, then its checkpoint. Tiles stay: a reader may still hold an older checkpoint.
    private func writeLog(_ writer: inout PublicationWriter) async throws(StaticPublicationError) {
        guard let log else { return }
        let note = try await make(LogAnswers.prefix) { () async throws(PublicRefusal) in
            try await maker.read { () async throws in try await log.checkpoint() }
        }
        guard let note, let text = try? SignedNote(parsing: note).text, let size = try? Checkpoint(text: text).size else { return }
        for tile in TilePlan(size: size) {
            let path = "registry/\(TilePath.tile(tile).text)"
            guard try !writer.has(path) else { continue }
            let octets = try await make("/" + path) { () async throws(PublicRefusal) in
                try await maker.read { () async throws in try await log.octets(of: tile) }
            }
            guard let octets else { throw .cannotMake(address: "/" + path) }
            try writer.put(path, octets)
        }
        try writer.put("registry/checkpoint", note)
    }

    private func make<Value>(
        _ address: String, _ body: () async throws(PublicRefusal) -> Value
    ) async throws(StaticPublicationError) -> Value {
        do throws(PublicRefusal) {
            return try await body()
        } catch {
            throw .cannotMake(address: address)
        }
    }
}

extension ZoneAddress {
    /// The path of its file.
    fileprivate var file: String { String(path.dropFirst()) }
}

extension MachineAddress {
    /// Whether a document about the whole may be another now that these lists, and these pages of theirs, are.
    fileprivate func mayChange(with lists: Set<ListName>, _ pages: [(list: ListName, page: Int64)]) -> Bool {
        switch self {
        case .atom(let list), .jsonFeed(let list): lists.contains(list)
        case .sitemapPart(let part):
            // The first part also has the pages of which there is one.
            part == 0 || pages.contains { $0.list == .all && Sitemap.lastPart($0.page * PublicZoneLimits.itemsPerPage + 1) == part }
        default: true
        }
    }
}
