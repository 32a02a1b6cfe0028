import Pages

/// An address of the public zone: the same at the server and as the path of a file, so that a copy of the files is the zone.
///
/// Every address that is written into pages and feeds names a file, with its ending; what a server does besides (`/`, `/items/ID`) leads to one.
enum ZoneAddress: Hashable {
    /// A page in a language: `/en/index.html`.
    case page(Language, ZonePage)
    /// The front page for who has not said a language: `/index.html`.
    case entrance
    /// Something for machines.
    case machine(MachineAddress)
    /// A style sheet or script, whose name has its hash: `/assets/ab12….css`.
    case asset(String)

    /// The path that stands in links, with a slash in front.
    var path: String {
        switch self {
        case .page(let language, let page): "/\(language.step)/\(page.path)"
        case .entrance: "/index.html"
        case .machine(let address): "/\(address.path)"
        case .asset(let name): "/assets/\(name)"
        }
    }

    /// Whether what stands behind a question mark means something.
    var heedsQuery: Bool { if case .page(_, .search) = self { true } else { false } }

    /// The address that a path names, without its query; `nil` when it names none. Nothing is decoded: an address has one spelling.
    init?(path: some StringProtocol) {
        guard path.hasPrefix("/") else { return nil }
        let rest = path.dropFirst()
        if rest == "index.html" {
            self = .entrance
            return
        }
        guard let slash = rest.firstIndex(of: "/") else {
            guard let machine = MachineAddress(path: String(rest)) else { return nil }
            self = .machine(machine)
            return
        }
        let (first, behind) = (rest[..<slash], rest[rest.index(after: slash)...])
        if first == "assets" {
            guard !behind.isEmpty, !behind.contains("/") else { return nil }
            self = .asset(String(behind))
        } else if let language = Language.allCases.first(where: { $0.step == first }) {
            guard let page = ZonePage(path: String(behind)) else { return nil }
            self = .page(language, page)
        } else {
            guard let machine = MachineAddress(path: String(rest)) else { return nil }
            self = .machine(machine)
        }
    }

    /// An item's identifier: sixty-four lower-case hexadecimal digits.
    static func identifier(_ text: some StringProtocol) -> String? {
        let isIdentifier = text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        return isIdentifier ? String(text) : nil
    }

    /// A number as it is written in addresses: no sign, no zeros in front.
    static func number(_ text: some StringProtocol) -> Int64? {
        guard let number = Int64(text), number >= 0, String(number) == text else { return nil }
        return number
    }
}

extension Language {
    /// The first step of its pages' addresses.
    var step: String { rawValue.lowercased() }
}

/// A page of the zone, in whichever language.
enum ZonePage: Hashable {
    case front
    case item(String)
    /// The newest two pages' worth of a list.
    case newest(ListName)
    /// A page of a list, counted from 0 at its oldest end, so that a full one does not change.
    case list(ListName, Int64)
    case search
    case statistics
    /// A page of the members, counted from 0.
    case members(Int64)
    case about
    case join
    case machines
    case verify
    case accessibility
    case privacy

    /// The pages of which there is one.
    static let single: [(name: String, page: ZonePage)] = [
        ("index.html", .front), ("search.html", .search), ("statistics.html", .statistics), ("members.html", .members(0)),
        ("about.html", .about), ("join.html", .join), ("machines.html", .machines), ("verify.html", .verify),
        ("accessibility.html", .accessibility), ("privacy.html", .privacy),
    ]

    /// The path behind the language.
    var path: String {
        switch self {
        case .item(let id): "items/\(id).html"
        case .newest(let list): "lists/\(list)/index.html"
        case .list(let list, let page): "lists/\(list)/\(page).html"
        case .members(let page) where page > 0: "members/\(page).html"
        default: Self.single.first { $0.page == self }?.name ?? "index.html"
        }
    }

    init?(path: String) {
        if let single = Self.single.first(where: { $0.name == path }) {
            self = single.page
            return
        }
        let steps = path.split(separator: "/", omittingEmptySubsequences: false)
        guard let last = steps.last, last.hasSuffix(".html") else { return nil }
        let name = last.dropLast(5)
        switch steps.count {
        case 2 where steps[0] == "items":
            guard let id = ZoneAddress.identifier(name) else { return nil }
            self = .item(id)
        case 2 where steps[0] == "members":
            guard let page = ZoneAddress.number(name), page > 0 else { return nil }
            self = .members(page)
        case 3 where steps[0] == "lists":
            guard let list = ListName(steps[1]) else { return nil }
            if name == "index" {
                self = .newest(list)
            } else {
                guard let page = ZoneAddress.number(name) else { return nil }
                self = .list(list, page)
            }
        default: return nil
        }
    }
}

/// What the zone has for machines.
enum MachineAddress: Hashable {
    /// `items/ID/bundle.json`: the author's octets.
    case bundle(String)
    /// `items/ID/proof.json`
    case proof(String)
    /// `feeds/LIST.atom`, of all, a topic or a sector
    case atom(ListName)
    /// `feeds/LIST.json`
    case jsonFeed(ListName)
    /// `misp/manifest.json`
    case mispManifest
    /// `misp/UUID.json`
    case mispEvent(String)
    /// `misp/hashes.csv`
    case mispHashes
    /// `.well-known/csaf/provider-metadata.json`
    case csafProvider
    /// `csaf/white/…`: the feed, the index, the changes, the documents and their hashes
    case csaf(String)
    /// `indicators/KIND.txt`
    case indicators(IndicatorKind)
    /// `indicators/all.csv`
    case indicatorTable
    /// `sitemap.xml`
    case sitemap
    /// `sitemaps/N.xml`, counted from 0
    case sitemapPart(Int64)
    /// `.well-known/security.txt`
    case security
    case robots
    case openAPI

    var path: String {
        switch self {
        case .bundle(let id): "items/\(id)/bundle.json"
        case .proof(let id): "items/\(id)/proof.json"
        case .atom(let list): "feeds/\(list).atom"
        case .jsonFeed(let list): "feeds/\(list).json"
        case .mispManifest: "misp/manifest.json"
        case .mispEvent(let uuid): "misp/\(uuid).json"
        case .mispHashes: "misp/hashes.csv"
        case .csafProvider: ".well-known/csaf/provider-metadata.json"
        case .csaf(let rest): "csaf/white/\(rest)"
        case .indicators(let kind): "indicators/\(kind.word).txt"
        case .indicatorTable: "indicators/all.csv"
        case .sitemap: "sitemap.xml"
        case .sitemapPart(let number): "sitemaps/\(number).xml"
        case .security: ".well-known/security.txt"
        case .robots: "robots.txt"
        case .openAPI: "openapi.json"
        }
    }

    /// Addresses of which there is one.
    private static let single: [MachineAddress] = [
        .mispManifest, .mispHashes, .csafProvider, .indicatorTable, .sitemap, .security, .robots, .openAPI,
    ]

    init?(path: String) {
        if let single = Self.single.first(where: { $0.path == path }) {
            self = single
            return
        }
        let steps = path.split(separator: "/", omittingEmptySubsequences: false)
        guard steps.count > 1, let last = steps.last else { return nil }
        switch (steps[0], steps.count) {
        case ("items", 3):
            guard let id = ZoneAddress.identifier(steps[1]) else { return nil }
            switch last {
            case "bundle.json": self = .bundle(id)
            case "proof.json": self = .proof(id)
            default: return nil
            }
        case ("feeds", 2):
            if last.hasSuffix(".atom"), let list = ListName(last.dropLast(5)) {
                self = .atom(list)
            } else if last.hasSuffix(".json"), let list = ListName(last.dropLast(5)) {
                self = .jsonFeed(list)
            } else {
                return nil
            }
        case ("misp", 2):
            guard last.hasSuffix(".json"), last.utf8.count == 41 else { return nil }
            self = .mispEvent(String(last.dropLast(5)))
        case ("csaf", 3...4) where steps[1] == "white": self = .csaf(steps.dropFirst(2).joined(separator: "/"))
        case ("indicators", 2):
            guard let kind = IndicatorKind.allCases.first(where: { "\($0.word).txt" == last }) else { return nil }
            self = .indicators(kind)
        case ("sitemaps", 2):
            guard last.hasSuffix(".xml"), let number = ZoneAddress.number(last.dropLast(4)) else { return nil }
            self = .sitemapPart(number)
        default: return nil
        }
    }
}
