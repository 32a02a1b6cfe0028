import Accounts
import Exchange
import Pages

/// The frame of every page: who one is, where one can go, what follows at the foot.
struct Layout: Sendable {
    /// The organisation's name, asked each time: a node that has just applied learns it later.
    let name: @Sendable () -> String
    let isCoordinator: Bool
    let assets: Assets
    let version: String

    var organisation: String { name() }

    /// A page of the portal, before the frame is around it.
    struct Page: Sendable {
        /// What the browser's tab and a screen reader say.
        let title: Phrase
        /// Which entry of the navigation it belongs to.
        var place: Place?
        let main: HTML

        init(_ title: Phrase, _ place: Place? = nil, _ main: HTML) {
            self.title = title
            self.place = place
            self.main = main
        }
    }

    /// An entry of the navigation.
    enum Place: String, CaseIterable, Sendable {
        case dashboard
        case items
        case share
        case waiting
        case groups
        case members
        case applications
        case node
        case account

        var path: String {
            switch self {
            case .dashboard: "/"
            default: "/\(rawValue)"
            }
        }

        var name: Phrase {
            switch self {
            case .dashboard: .dashboard
            case .items: .items
            case .share: .share
            case .waiting: .waiting
            case .groups: .groups
            case .members: .members
            case .applications: .applications
            case .node: .node
            case .account: .account
            }
        }

        /// Who sees it.
        var permission: Permission {
            switch self {
            case .share: .share
            case .node: .operate
            case .applications: .moderate
            default: .read
            }
        }
    }

    func answer(_ page: Page, _ request: PageRequest, status: Int = 200) -> PortalAnswer {
        answer(page, request.visitor, status: status, path: request.request.path, query: request.query)
    }

    func answer(_ page: Page, _ visitor: Visitor, status: Int, path: String = "/", query: FormFields = FormFields()) -> PortalAnswer {
        let text = document(page, visitor, path: path, query: query).text(in: visitor.language)
        return PortalAnswer(
            status: status, fields: [("content-type", "text/html; charset=utf-8"), ("content-language", visitor.language.rawValue)],
            body: .octets(Array(text.utf8)))
    }

    private func document(_ page: Page, _ visitor: Visitor, path: String, query: FormFields) -> HTML {
        """
        <!DOCTYPE html>
        <html lang="\(visitor.language.rawValue)">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(page.title) – \(organisation)</title>
        <link rel="stylesheet" href="\(assets.style)">
        <link rel="icon" type="image/svg+xml" href="\(assets.icon)">
        <script src="\(assets.script)" defer></script>
        </head>
        <body\(" data-events=\"/events\"", if: visitor.session != nil)>
        <a class="skip" href="#main">\(.skipToContent)</a>
        <header class="site">
        <p class="name"><a href="/"><bdi>\(organisation)</bdi></a></p>
        \(navigation(page, visitor))
        </header>
        <main id="main" tabindex="-1">
        \(page.main)
        </main>
        <footer class="site">
        <nav aria-label="\(.languages)"><ul class="inline">\(Language.allCases.map { language($0, visitor, path, query) })</ul></nav>
        <p>Causeway \(version)</p>
        </footer>
        </body>
        </html>

        """
    }

    private func language(_ language: Language, _ visitor: Visitor, _ path: String, _ query: FormFields) -> HTML {
        let target = "\(InnerPath(path).text)?\(query.query(replacing: "lang", with: language.rawValue))"
        let current: HTML = language == visitor.language ? " aria-current=\"true\"" : ""
        return """
            <li><a href="\(target)" lang="\(language.rawValue)" hreflang="\(language.rawValue)"\(current)>\(language.name)</a></li>
            """
    }

    private func navigation(_ page: Page, _ visitor: Visitor) -> HTML {
        guard let session = visitor.session else { return "" }
        let places = Place.allCases.filter { place in
            visitor.may(place.permission) && place != .account && (place != .applications || isCoordinator)
        }
        return """
            <nav class="places" aria-label="\(.places)"><ul>\(places.map { entry($0, page) })</ul></nav>
            <nav class="person" aria-label="\(.account)"><ul>
            <li><a href="/account"\(" aria-current=\"page\"", if: page.place == .account)><bdi>\(session.account.name)</bdi></a></li>
            <li><form method="post" action="/logout">\(visitor.token)<button class="plain">\(.signOut)</button></form></li>
            </ul></nav>
            """
    }

    private func entry(_ place: Place, _ page: Page) -> HTML {
        let current: HTML = page.place == place ? " aria-current=\"page\"" : ""
        return "<li><a href=\"\(place.path)\"\(current)>\(place.name)</a></li>\n"
    }
}

extension Visitor {
    /// The hidden field that a form of this visitor carries.
    var token: HTML { "<input type=\"hidden\" name=\"form\" value=\"\(formToken)\">" }
}

extension Phrase {
    static let dashboard = Phrase("Overview", "概覽", "概览")
    static let items = Phrase("Items", "項目", "条目")
    static let share = Phrase("Share", "分享", "分享")
    static let waiting = Phrase("Waiting", "待處理", "待处理")
    static let groups = Phrase("Groups", "群組", "群组")
    static let members = Phrase("Members", "成員", "成员")
    static let applications = Phrase("Applications", "申請", "申请")
    static let node = Phrase("Node", "節點", "节点")
    static let account = Phrase("Your account", "你的帳戶", "你的账户")
    static let signOut = Phrase("Log out", "登出", "退出登录")
    static let skipToContent = Phrase("Skip to content", "跳至內容", "跳到内容")
    static let languages = Phrase("Language", "語言", "语言")
    static let places = Phrase("Main", "主要導覽", "主导航")
}
