import Pages

/// The frame of every page of the zone: where one can go, the other languages, whom to ask.
///
/// Law: what it makes is a function of the site, the page and the language, so that a copy of the files is the zone.
struct ZoneLayout: Sendable {
    let site: PublicSite
    let language: Language

    /// A page before the frame is around it.
    struct Page: Sendable {
        /// What the browser's tab and a screen reader say.
        let title: Phrase
        /// Where it stands; `nil` for a refusal, which has no place of its own.
        let place: ZonePage?
        let main: HTML
        /// What a list of search results says of it.
        var summary: Phrase?
        /// The list whose feeds are this page's, besides those of all.
        var feed: ListName?
        /// The script of a page that has one.
        var script: Assets.Asset?
        /// Whether it has a form, which its fields have to allow.
        var hasForm = false
        /// What stands behind the question mark in the other languages as well, encoded; empty for nothing.
        var query = ""
        /// Whether search engines should leave it out.
        var isUnlisted = false

        init(_ title: Phrase, _ place: ZonePage?, _ main: HTML) {
            self.title = title
            self.place = place
            self.main = main
        }
    }

    func path(_ page: ZonePage) -> String { ZoneAddress.page(language, page).path }

    /// The whole page as it is sent.
    func document(_ page: Page) -> ZoneDocument {
        var document = ZoneDocument(
            type: "text/html; charset=utf-8", octets: Array(html(page).text(in: language).utf8), language: language.rawValue)
        document.guarding = page.script != nil ? .scriptedPage : page.hasForm ? .formPage : .page
        return document
    }

    private func html(_ page: Page) -> HTML {
        """
        <!DOCTYPE html>
        <html lang="\(language.rawValue)">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(page.title) – \(Label(site.name).html)</title>
        \(head(page))</head>
        <body>
        <a class="skip" href="#main">\(.skipToContent)</a>
        <header class="site">
        <p class="name"><a href="\(path(.front))">\(Label(site.name).isolated)</a></p>
        <nav class="languages" aria-label="\(.languages)"><ul>\(Language.allCases.map { choice($0, page) })</ul></nav>
        <nav class="places" aria-label="\(.places)"><ul>\(Place.allCases.map { entry($0, page) })</ul></nav>
        </header>
        <main id="main" tabindex="-1">
        \(page.main)
        </main>
        \(footer(page))
        </body>
        </html>

        """
    }

    // MARK: - What machines read

    private func head(_ page: Page) -> HTML {
        let summary = page.summary.map { "<meta name=\"description\" content=\"\($0)\">\n" as HTML } ?? ""
        let script = page.script.map { "<script src=\"\($0.path)\" defer></script>\n" as HTML } ?? ""
        return """
            \(summary)\("<meta name=\"robots\" content=\"noindex\">\n", if: page.isUnlisted)<link rel="stylesheet" href="\(Assets.styleSheet.path)">
            \(page.place.map(alternates) ?? "")\(feeds(.all, Phrase(verbatim: Label(site.name).text)))\
            \(page.feed.map { feeds($0, page.title) } ?? "")\(script)
            """
    }

    /// The page's own address and those of the same page in the other languages; each of the three names all.
    private func alternates(_ place: ZonePage) -> HTML {
        let others = Language.allCases.map { other -> HTML in
            "<link rel=\"alternate\" hreflang=\"\(other.rawValue)\" href=\"\(absolute(.page(other, place)))\">\n"
        }
        let fallback = place == .front ? ZoneAddress.entrance : .page(.english, place)
        return """
            <link rel="canonical" href="\(absolute(.page(language, place)))">
            \(others)<link rel="alternate" hreflang="x-default" href="\(absolute(fallback))">

            """
    }

    private func feeds(_ list: ListName, _ title: Phrase) -> HTML {
        """
        <link rel="alternate" type="application/atom+xml" title="\(title) (Atom)" href="\(ZoneAddress.machine(.atom(list)).path)">
        <link rel="alternate" type="application/feed+json" title="\(title) (JSON)" href="\(ZoneAddress.machine(.jsonFeed(list)).path)">

        """
    }

    /// With the site's own address in front where it is known.
    func absolute(_ address: ZoneAddress) -> String { (site.baseURL ?? "") + address.path }

    // MARK: - What people follow

    /// An entry of the navigation.
    private enum Place: CaseIterable {
        case items, search, statistics, members, machines, verify, about

        var page: ZonePage {
            switch self {
            case .items: .newest(.all)
            case .search: .search
            case .statistics: .statistics
            case .members: .members(0)
            case .machines: .machines
            case .verify: .verify
            case .about: .about
            }
        }

        var name: Phrase {
            switch self {
            case .items: .publicItems
            case .search: .search
            case .statistics: .statistics
            case .members: .members
            case .machines: .forMachines
            case .verify: .verify
            case .about: .about
            }
        }
    }

    private func entry(_ place: Place, _ page: Page) -> HTML {
        let isHere = page.place == place.page
        return "<li><a href=\"\(path(place.page))\"\(" aria-current=\"page\"", if: isHere)>\(place.name)</a></li>\n"
    }

    /// The same page in another language; from a refusal, the front page.
    private func choice(_ other: Language, _ page: Page) -> HTML {
        let path = ZoneAddress.page(other, page.place ?? .front).path + (page.query.isEmpty ? "" : "?\(page.query)")
        let current: HTML = other == language ? " aria-current=\"true\"" : ""
        return "<li><a href=\"\(path)\" lang=\"\(other.rawValue)\" hreflang=\"\(other.rawValue)\"\(current)>\(other.name)</a></li>\n"
    }

    private func footer(_ page: Page) -> HTML {
        let places: [(ZonePage, Phrase)] = [(.join, .join), (.accessibility, .accessibility), (.privacy, .privacy)]
        let links = places.map { place, name -> HTML in
            "<li><a href=\"\(path(place))\"\(" aria-current=\"page\"", if: page.place == place)>\(name)</a></li>\n"
        }
        return """
            <footer class="site">
            <nav aria-label="\(.aboutThisSite)"><ul class="inline">\(links)<li><a href="\(ZoneAddress.machine(.atom(.all)).path)">\(.feed)</a></li></ul></nav>
            <p>\(.everythingIsClear)</p>
            \(site.contactLink.map { "<p>\(.contact): \($0)</p>\n" as HTML } ?? "")</footer>
            """
    }
}

extension PublicSite {
    /// A link to whom the public writes, which says where it leads; `nil` where there is none, or none that could be followed.
    var contactLink: HTML? {
        guard let contact, contact.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), contact.utf8.count <= PublicZoneLimits.contactOctetsMax
        else {
            return nil
        }
        if contact.hasPrefix("mailto:") { return "<a href=\"\(contact)\">\(contact.dropFirst("mailto:".count))</a>" }
        return contact.hasPrefix("https://") ? "<a href=\"\(contact)\">\(contact)</a>" : nil
    }
}

extension Phrase {
    static let skipToContent = Phrase("Skip to content", "跳至內容", "跳到内容")
    static let languages = Phrase("Language", "語言", "语言")
    static let places = Phrase("Main", "主要導覽", "主导航")
    static let aboutThisSite = Phrase("About this site", "關於本網站", "关于本网站")
    static let publicItems = Phrase("Items", "項目", "条目")
    static let search = Phrase("Search", "搜尋", "搜索")
    static let statistics = Phrase("Statistics", "統計", "统计")
    static let members = Phrase("Members", "成員", "成员")
    static let forMachines = Phrase("For machines", "供程式使用", "供程序使用")
    static let verify = Phrase("Verify", "驗證", "验证")
    static let about = Phrase("About", "關於", "关于")
    static let join = Phrase("How to join", "如何加入", "如何加入")
    static let accessibility = Phrase("Accessibility", "無障礙", "无障碍")
    static let privacy = Phrase("Privacy", "私隱", "隐私")
    static let feed = Phrase("Feed", "訂閱源", "订阅源")
    static let contact = Phrase("Report an incident or a fault", "舉報事故或錯誤", "报告事件或错误")
    static let everythingIsClear = Phrase(
        "Every item here is TLP:CLEAR: it may be passed on without limit.", "此處所有項目均為 TLP:CLEAR，可不受限制地轉發。",
        "此处所有条目均为 TLP:CLEAR，可不受限制地转发。")
}
