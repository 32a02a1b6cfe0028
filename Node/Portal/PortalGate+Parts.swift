import Accounts
import Exchange
import Logging
import Pages

extension PortalGate {
    /// Everything that stands at an address of the portal.
    init(site: PortalSite, parts: PortalParts, logger: Logger) {
        let assets = Assets()
        let cookies = Cookies(isSecure: site.address.isSecure, node: site.node)
        let layout = Layout(
            name: site.organisation, isCoordinator: site.isCoordinator, zoneWaiting: site.zoneWaiting, assets: assets, version: site.version
        )
        let hasPasskeys = site.address.hasPasskeys
        let listeners = ListenerDesk()
        let openID = parts.openID.map { settings in
            OpenIDPages(
                provider: OpenIDProvider(
                    settings, redirect: site.address.origin + OpenIDPages.returnPath, transport: OpenIDHTTP(), now: parts.now),
                accounts: parts.accounts, cookies: cookies, layout: layout, hasPasskeys: hasPasskeys, logger: logger, now: parts.now)
        }
        var routes = SignInPages(
            accounts: parts.accounts, cookies: cookies, layout: layout, hasPasskeys: hasPasskeys, openID: openID
        ).routes()
        routes += openID?.routes() ?? []
        routes += DashboardPage(
            node: parts.node, accounts: parts.accounts, news: parts.news, layout: layout, isCoordinator: site.isCoordinator
        ).routes()
        routes += ItemsPages(node: parts.node, audit: parts.audit, layout: layout).routes()
        routes += ItemPage(node: parts.node, audit: parts.audit, layout: layout).routes()
        routes += SharePages(node: parts.node, drafts: parts.drafts, layout: layout).routes()
        routes += WaitingPages(node: parts.node, approvals: parts.approvals, layout: layout).routes()
        routes += GroupsPages(node: parts.node, audit: parts.audit, layout: layout).routes()
        routes += MembersPages(node: parts.node, audit: parts.audit, layout: layout).routes()
        if site.zoneWaiting != nil { routes += ModerationPages(node: parts.node, audit: parts.audit, layout: layout).routes() }
        routes += AccountPages(
            accounts: parts.accounts, cookies: cookies, layout: layout, hasPasskeys: hasPasskeys, now: parts.now
        ).routes()
        routes += PeoplePages(accounts: parts.accounts, layout: layout, address: site.address).routes()
        routes += NodePages(node: parts.node, audit: parts.audit, layout: layout).routes()
        routes.append(Self.events(parts, cookies, listeners))
        self.init(
            address: site.address, cookies: cookies, accounts: parts.accounts, layout: layout, routes: routes, assets: assets,
            uploads: OctetBudget(limit: PortalLimits.uploadsOctetsMax), logger: logger, now: parts.now)
    }

    /// What a page hears while it is open.
    private static func events(_ parts: PortalParts, _ cookies: Cookies, _ listeners: ListenerDesk) -> PortalRoute {
        .get("events") { page in
            let account = try page.session.account.id
            guard await listeners.enter(account), let signs = parts.news.arrivals.listen(listenersMax: PortalLimits.listenersMax) else {
                throw PortalFault.busy
            }
            let request = page.request
            let stream = EventStream(
                signs: signs, isAlive: { await parts.accounts.isSession(heldIn: request.cookies, named: cookies.session) },
                onEnd: { await listeners.leave(account) })
            return PortalAnswer(
                status: 200, fields: [("content-type", "text/event-stream"), ("cache-control", "no-store"), ("x-accel-buffering", "no")],
                body: .events(stream))
        }
    }
}
