import Accounts
import Exchange
import Ledger
import Portal
import Synchronization
import Wire

extension NodeCore {
    /// Tells accounts how the portal is reached and who carries letters; gives the latter, where the settings name a mail server.
    func connectAccounts() throws(OperationError) -> Postman? {
        let postman = try Postman(settings, clock: clock, logger: logger)
        accountKeeper.connect(
            PortalPlace(party: settings.relyingParty, address: settings.portalAddress?.origin ?? "", mailer: postman))
        return postman
    }

    /// The server of the portal, where the settings ask for one.
    ///
    /// Throws `portal-in-the-clear` when passwords would travel unprotected, and `portal-url-needed` where browsers could not find it.
    func portalServer(onListening: @escaping @Sendable () async -> Void) throws(OperationError) -> PortalServer? {
        guard let portal = settings.portal, let endpoint = try? Endpoint(portal) else { return nil }
        var certificate: APIServer.Certificate?
        if let chain = settings.portalCertificate, let key = settings.portalKey { certificate = .init(chain: chain, key: key) }
        guard certificate != nil || settings.portalBehindProxy || NodeSettings.isLoopback(endpoint.host) else {
            throw OperationError(
                code: "portal-in-the-clear", reason: "The portal would take passwords in plain HTTP on \(portal).",
                remedy:
                    "Give `portal-tls-certificate` and `portal-tls-key`, listen on 127.0.0.1 behind a proxy, or set `portal-behind-proxy: true` if a proxy on another machine adds TLS."
            )
        }
        guard let address = settings.portalAddress else {
            throw OperationError(
                code: "portal-url-needed", reason: "How browsers reach the portal on \(portal) is not known.",
                remedy: "Set `portal-url`, such as https://portal.bank.example.")
        }
        let desk = PortalDesk(core: self)
        let zoneWaiting: @Sendable () -> Int = { [zoneKeeper] in zoneKeeper.waitingCount }
        return PortalServer(
            host: endpoint.host, port: Int(endpoint.port), certificate: certificate, isBehindProxy: settings.portalBehindProxy,
            site: PortalSite(
                address: address, organisation: accountKeeper.organisation, node: node.hex,
                isCoordinator: keys.isCoordinator,
                zoneWaiting: servesPublic ? zoneWaiting : nil, version: Version.number),
            parts: PortalParts(
                node: self, accounts: accountKeeper, audit: auditLog, drafts: DraftShelf(core: self), approvals: desk, news: desk,
                openID: settings.openID, now: { [clock] in clock.seconds }),
            logger: logger, onListening: { _ in await onListening() })
    }
}

extension NodeSettings {
    /// Where browsers find the portal: what the operator says, or its place on this machine; `nil` where neither is known.
    var portalAddress: PortalAddress? {
        if !portalURL.isEmpty { return PortalAddress(portalURL) }
        guard let portal, let endpoint = try? Endpoint(portal), Self.isLoopback(endpoint.host), portalCertificate == nil else { return nil }
        return PortalAddress("http://localhost:\(endpoint.port)")
    }

    /// Whose passkeys they are; `nil` where there can be none.
    var relyingParty: RelyingParty? {
        guard let address = portalAddress, address.hasPasskeys else { return nil }
        return RelyingParty(id: address.host, origin: address.origin, name: "Causeway")
    }
}

/// What the portal asks of a node beside its operations.
struct PortalDesk: NewsDesk {
    let core: NodeCore

    var arrivals: Bell { core.arrivals }

    func activity(days: Int) async throws(OperationError) -> [DayActivity] { try await core.dayBook.days(days, core) }
}
