import Accounts
import Exchange
import Logging
import Pages
import Sodium

/// What every request passes before a page sees it, in this order: method, host, address, session, permission, origin and token of a form,
/// second step. A page therefore never asks who may.
struct PortalGate: Sendable {
    let address: PortalAddress
    let cookies: Cookies
    let accounts: any AccountDesk
    let layout: Layout
    let routes: [PortalRoute]
    let assets: Assets
    let uploads: OctetBudget
    let logger: Logger
    let now: @Sendable () -> UInt64

    func answer(_ request: PortalRequest) async -> PortalAnswer {
        let language = language(of: request, session: nil)
        var visitor = Visitor(session: nil, language: language, formToken: "", isStepped: false)
        var answer: PortalAnswer
        do {
            answer = try await admitted(request, &visitor)
        } catch {
            answer = refused(error, request, visitor)
        }
        answer.fields += ResponseFields.all(isSecure: address.isSecure, isKept: answer.field("cache-control") != nil)
        if request.query?["lang"].isEmpty == false, answer.status < 400 {
            answer.fields.append(cookies.set(cookies.language, visitor.language.rawValue, seconds: PortalLimits.assetSeconds))
        }
        if request.method == "HEAD" { answer.body = .octets([]) }
        return answer
    }

    private func admitted(_ request: PortalRequest, _ visitor: inout Visitor) async throws -> PortalAnswer {
        guard ["GET", "HEAD", "POST"].contains(request.method) else { throw PortalFault.methodNotAllowed(allow: "GET, HEAD, POST") }
        guard request.host == address.authority else { throw PortalFault.wrongHost }
        guard let steps = request.steps, let query = request.query else { throw PortalFault.badRequest }
        if let asset = assets.answer(steps, ifNoneMatch: request.ifNoneMatch) { return asset }
        visitor = await self.visitor(request)
        let found = routes.compactMap { route in route.match(steps).map { (route, $0) } }
        guard !found.isEmpty else { throw PortalFault.notFound }
        let method: PortalRoute.Method = request.method == "POST" ? .post : .get
        guard let (route, parameters) = found.first(where: { $0.0.method == method }) else {
            throw PortalFault.methodNotAllowed(allow: method == .post ? "GET, HEAD" : "POST")
        }
        if case .permitted(let permission) = route.access {
            guard let session = visitor.session else { return try signInFirst(request, method) }
            guard session.account.roles.may(permission) else { throw PortalFault.notAllowed }
        }
        var form = FormFields()
        if method == .post { form = try await self.form(of: request, route, visitor) }
        if route.isStepped, !visitor.isStepped { return try stepFirst(request, method) }
        let page = PageRequest(request: request, visitor: visitor, parameters: parameters, query: query, form: form)
        let actor = visitor.session.map { LocalActor(account: $0.account.name) }
        var answer = try await LocalActor.$current.withValue(actor) { try await route.answer(page) }
        if visitor.session == nil, answer.status < 400 { keepFormToken(visitor, request, &answer) }
        return answer
    }

    // MARK: - Who asks

    private func visitor(_ request: PortalRequest) async -> Visitor {
        var session: Session?
        if let token = Cookies.value(of: cookies.session, in: request.cookies).flatMap({ SessionToken($0) }) {
            session = await accounts.session(token)
        }
        let formToken = session?.formToken ?? Self.strangerToken(Cookies.value(of: cookies.form, in: request.cookies))
        return Visitor(
            session: session, language: language(of: request, session: session), formToken: formToken,
            isStepped: session?.isStepped(at: now()) ?? false)
    }

    /// What the forms of somebody carry who is not logged in: what their cookie holds, or a new one.
    private static func strangerToken(_ held: String?) -> String {
        if let held, held.utf8.count == 32, Octets16(hex: held) != nil, held == held.lowercased() { return held }
        return SecureRandom.octets16().hex
    }

    private func keepFormToken(_ visitor: Visitor, _ request: PortalRequest, _ answer: inout PortalAnswer) {
        let held = Cookies.value(of: cookies.form, in: request.cookies)
        if held != visitor.formToken { answer.fields.append(cookies.set(cookies.form, visitor.formToken)) }
    }

    /// What was asked for in the address, chosen in the account, kept by the browser, or is preferred by it.
    private func language(of request: PortalRequest, session: Session?) -> Language {
        if let asked = request.query.flatMap({ Language(rawValue: $0["lang"]) }) { return asked }
        if let kept = Cookies.value(of: cookies.language, in: request.cookies).flatMap({ Language(rawValue: $0) }) { return kept }
        if let chosen = session.flatMap({ Language(rawValue: $0.account.language) }) { return chosen }
        return Language.preferred(by: request.acceptLanguage)
    }

    // MARK: - Forms

    /// Reads a form that a page of this portal made for this session.
    ///
    /// A browser says from where a form comes (`Origin`, `Sec-Fetch-Site`); where it does, that has to be here. The token has to be this
    /// session's in any case.
    private func form(of request: PortalRequest, _ route: PortalRoute, _ visitor: Visitor) async throws -> FormFields {
        if let origin = request.origin, origin != address.origin { throw PortalFault.foreignForm }
        if let site = request.fetchSite, site != "same-origin" { throw PortalFault.foreignForm }
        let type = request.contentType
        let isUpload = type.lowercased().hasPrefix("multipart/form-data")
        guard isUpload ? route.form == .upload : type.lowercased().hasPrefix("application/x-www-form-urlencoded") else {
            throw PortalFault.wrongType
        }
        let limit = route.form == .upload ? PortalLimits.uploadOctetsMax : PortalLimits.formOctetsMax
        let place = route.form == .upload ? uploads.reserve(limit) : nil
        guard place != nil || route.form != .upload else { throw PortalFault.busy }
        defer { withExtendedLifetime(place) {} }
        let octets = try await request.body(limit)
        let read: FormFields? =
            if isUpload {
                MultipartForm.fields(octets, contentType: type)
            } else {
                String(validating: octets, as: UTF8.self).flatMap { FormFields(urlencoded: $0) }
            }
        guard let form = read else { throw PortalFault.badRequest }
        guard octetsAreEqual(Array(form["form"].utf8), Array(visitor.formToken.utf8)) else { throw PortalFault.foreignForm }
        return form
    }

    // MARK: - Elsewhere first

    private func signInFirst(_ request: PortalRequest, _ method: PortalRoute.Method) throws(PortalFault) -> PortalAnswer {
        // What a form holds stays in the browser: going back shows it again.
        guard method == .get else { throw .foreignForm }
        return .seeOther("/login?then=\(FormFields.encoded(InnerPath(request.target).text))")
    }

    private func stepFirst(_ request: PortalRequest, _ method: PortalRoute.Method) throws(PortalFault) -> PortalAnswer {
        let then = method == .get ? request.target : "/"
        return .seeOther("/verify?then=\(FormFields.encoded(InnerPath(then).text))\(method == .post ? "&again=1" : "")")
    }

    // MARK: - Refusals

    private func refused(_ error: any Error, _ request: PortalRequest, _ visitor: Visitor) -> PortalAnswer {
        switch error {
        case let fault as PortalFault:
            var answer = layout.answer(RefusalPage.page(fault), visitor, status: fault.status)
            if case .methodNotAllowed(let allow) = fault { answer.fields.append(("allow", allow)) }
            if fault == .busy { answer.fields.append(("retry-after", "\(PortalLimits.retrySeconds)")) }
            return answer
        case let refusal as AccountRefusal:
            if refusal == .stepUp { return .seeOther("/verify?then=\(FormFields.encoded(InnerPath(request.path).text))&again=1") }
            return layout.answer(RefusalPage.page(refusal), visitor, status: refusal == .busy ? 503 : 422)
        case let refusal as OperationError:
            let status = (400...599).contains(refusal.status) ? refusal.status : 500
            return layout.answer(RefusalPage.page(refusal), visitor, status: status)
        default:
            logger.error("a page could not be made", metadata: ["path": "\(request.path.prefix(200))", "fault": "\(type(of: error))"])
            return layout.answer(RefusalPage.page(PortalFault.fault), visitor, status: 500)
        }
    }
}

extension AccountDesk {
    /// Whether the session whose token stands in cookies goes on.
    func isSession(heldIn cookies: String, named name: String) async -> Bool {
        guard let token = Cookies.value(of: name, in: cookies).flatMap({ SessionToken($0) }) else { return false }
        return await session(token) != nil
    }
}
