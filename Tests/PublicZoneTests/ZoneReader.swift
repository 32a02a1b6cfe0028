import Exchange
import Pages

@testable import PublicZone

/// Reads a zone's answers as a browser would, through its routes.
struct ZoneReader {
    let routes: PublicRoutes

    init(_ source: FakeItems, site: PublicSite = ExampleZone.site, budget: Int = 1_000_000) {
        routes = PublicRoutes(site: site, source: source, logger: silent, budget: OctetBudget(limit: budget))
    }

    init(_ items: [PublicItem], site: PublicSite = ExampleZone.site) { self.init(FakeItems(items), site: site) }

    func answer(_ target: String, method: String = "GET", ifNoneMatch: String? = nil, acceptLanguage: String = "") async -> PublicAnswer {
        await routes.answer(
            PublicRequest(method: method, target: target, ifNoneMatch: ifNoneMatch, acceptLanguage: acceptLanguage))
    }

    func text(_ target: String) async -> String { String(decoding: await answer(target).body ?? [], as: UTF8.self) }

    func page(_ target: String) async throws -> MarkupReader { try MarkupReader(await text(target), isXML: false) }
}

extension MarkupReader {
    /// The text of an element and of all that is in it.
    func words(of name: String) -> String {
        elements.filter { $0.name == name || $0.path.contains(name) }.map(\.text).joined(separator: " ")
    }

    var links: [String] { all("a").compactMap { $0.attributes["href"] } }
}

/// The path of a page in a language.
func path(_ page: ZonePage, _ language: Language = .english) -> String { ZoneAddress.page(language, page).path }

/// Every page of a zone that there is one of, and one of each kind that there are several of.
func pages(of item: String, author: String = "00ff") -> [ZonePage] {
    var pages = ZonePage.single.map(\.page)
    pages += [.item(item), .newest(.all), .list(.all, 0), .newest(.topic(.mitigation)), .list(.topic(.threats), 0)]
    if let list = ListName.author(author) { pages.append(.newest(list)) }
    return pages
}
