import Accounts
import Exchange
import Pages

/// The frame of every page: who one is, where one can go, what follows at the foot.
struct Layout: Sendable {
    /// The organisation's name, asked each time: a node that has just applied learns it later.
    let name: @Sendable () -> String
    let isCoordinator: Bool
    /// How many items wait for the public zone's moderators; `nil` where no zone is kept.
    var zoneWaiting: (@Sendable () -> Int)?
    let assets: Assets
    let version: String

    var organisation: String { name() }

    /// Who moderates the public zone: at the coordinator those who do nothing else there, at a member's node its operators.
    var moderation: Permission { isCoordinator ? .moderate : .operate }

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
        case zone
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
            case .zone: .publicZone
            case .node: .node
            case .account: .account
            }
        }

    }

    /// Whether somebody sees an entry of the navigation.
    private func isShown(_ place: Place, to visitor: Visitor) -> Bool {
        switch place {
        case .account: false
        case .share: visitor.may(.share)
        case .node: visitor.may(.operate)
        case .applications: isCoordinator && visitor.may(.moderate)
        case .zone: zoneWaiting != nil && visitor.may(moderation)
        default: visitor.may(.read)
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
        let places = Place.allCases.filter { isShown($0, to: visitor) }
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
        let waiting = place == .zone ? zoneWaiting?() ?? 0 : 0
        let count: HTML = " <span class=\"count\" title=\"\(.waitingForModerators(waiting))\">\(waiting)</span>"
        return "<li><a href=\"\(place.path)\"\(current)>\(place.name)\(count, if: waiting > 0)</a></li>\n"
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
    static let publicZone = Phrase("Public zone", "公開區", "公开区")
    static func waitingForModerators(_ count: Int) -> Phrase {
        Phrase("\(count) waiting for a moderator", "\(count) 項待審核", "\(count) 项待审核")
    }
    static let node = Phrase("Node", "節點", "节点")
    static let account = Phrase("Your account", "你的帳戶", "你的账户")
    static let signOut = Phrase("Log out", "登出", "退出登录")
    static let skipToContent = Phrase("Skip to content", "跳至內容", "跳到内容")
    static let languages = Phrase("Language", "語言", "语言")
    static let places = Phrase("Main", "主要導覽", "主导航")
}
