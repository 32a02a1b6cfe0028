import AsyncHTTPClient
import Daemon
import Foundation
import NIOCore
import NIOHTTP1

/// Somebody at a node's portal as a browser has it: over HTTP by connections that stay open, with its cookies and the tokens of its forms.
struct PortalVisitor: Sendable {
    /// What a page held and how long it took, from the request to its last octet.
    struct Look: Sendable {
        let octets: [UInt8]
        let milliseconds: Double
    }

    private let base: String
    private var cookies: [String: String] = [:]
    private var formToken = ""
    /// Where the style sheet is: the smallest answer, which asks for no session.
    private(set) var styleSheet = ""

    /// Shared, so that its connections stay open; it follows no redirection, since a page that sends elsewhere is not the page.
    private static let client = HTTPClient(
        eventLoopGroupProvider: .singleton, configuration: HTTPClient.Configuration(redirectConfiguration: .disallow))

    /// `base` is the portal's address without a slash at the end.
    init(base: String) { self.base = base }

    /// Another browser at the same portal.
    var stranger: PortalVisitor { PortalVisitor(base: base) }

    // MARK: - Coming in

    /// Accepts an invitation: chooses a password and shows the first code of an authenticator made of the secret on the page.
    mutating func enrol(by path: String, password: String) async throws {
        let page = try await open(request(path))
        guard let secret = Self.text(in: page, after: "<code class=\"secret\">", until: "<"),
            let code = authenticatorCode(of: secret, at: UInt64(Date().timeIntervalSince1970))
        else { throw BenchFault("\(path) shows no secret") }
        let form = [("password", password), ("repeated", password), ("code", code)]
        _ = try await open(request(path, form: form))
        _ = try await look("/account")
    }

    /// Opens the page that asks for a password, for its cookie, its token and the style sheet's address.
    mutating func openSignIn() async throws {
        let page = try await open(request("/login"))
        guard let style = Self.text(in: page, after: "<link rel=\"stylesheet\" href=\"", until: "\"") else {
            throw BenchFault("the page has no style sheet")
        }
        styleSheet = style
    }

    /// Tries to log in with what is wrong; gives milliseconds until the refusal is there.
    func failToSignIn(address: String, password: String) async throws -> Double {
        let form = [("address", address), ("password", password), ("code", "000000"), ("then", "/")]
        return try await timed(request("/login", form: form), expecting: 422).milliseconds
    }

    // MARK: - Looking

    /// A page for whoever is logged in.
    func look(_ path: String) async throws -> Look {
        let look = try await timed(request(path), expecting: 200)
        // Only somebody who is logged in is shown the way out.
        guard Self.text(in: look.octets, after: "action=\"/logout\"", until: ">") != nil else {
            throw BenchFault("\(path) does not know who is logged in")
        }
        return look
    }

    func lookAtStyleSheet() async throws -> Look { try await timed(request(styleSheet), expecting: 200) }

    /// What an open page hears: a value for each time that something arrived. Ends with the connection.
    func arrivals() async throws -> AsyncStream<Void> {
        let response = try await Self.client.execute(request("/events"), timeout: .hours(1))
        guard response.status == .ok else { throw BenchFault("/events: \(response.status.code)") }
        let (signs, teller) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let work = Task {
            var held: [UInt8] = []
            do {
                for try await piece in response.body {
                    held += piece.readableBytesView
                    while let end = held.firstIndex(of: UInt8(ascii: "\n")) {
                        if held[..<end].elementsEqual("event: arrived".utf8) { teller.yield() }
                        held.removeSubrange(...end)
                    }
                }
            } catch {}
            teller.finish()
        }
        teller.onTermination = { _ in work.cancel() }
        return signs
    }

    // MARK: -

    private func request(_ path: String, form: [(String, String)]? = nil) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: base + path)
        let field = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        if !field.isEmpty { request.headers.add(name: "cookie", value: field) }
        if let form {
            request.method = .POST
            request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
            request.headers.add(name: "origin", value: base)
            let text = (form + [("form", formToken)]).map { "\($0.0)=\(Self.encoded($0.1))" }.joined(separator: "&")
            request.body = .bytes(ByteBuffer(string: text))
        }
        return request
    }

    private func timed(_ request: HTTPClientRequest, expecting status: UInt) async throws -> Look {
        let clock = ContinuousClock()
        let start = clock.now
        let response = try await Self.client.execute(request, timeout: .seconds(Int64(BenchLimits.stepSecondsMax)))
        let body = try await response.body.collect(upTo: BenchLimits.answerOctetsMax)
        let taken = (clock.now - start).inSeconds * 1_000
        guard response.status.code == status else { throw BenchFault("\(request.url): \(response.status.code)") }
        return Look(octets: Array(body.readableBytesView), milliseconds: taken)
    }

    /// Asks, and keeps cookies and the token of the page's forms.
    private mutating func open(_ request: HTTPClientRequest) async throws -> [UInt8] {
        let response = try await Self.client.execute(request, timeout: .seconds(Int64(BenchLimits.stepSecondsMax)))
        let page = Array(try await response.body.collect(upTo: BenchLimits.answerOctetsMax).readableBytesView)
        guard response.status == .ok else { throw BenchFault("\(request.url): \(response.status.code)") }
        for field in response.headers["set-cookie"] {
            let pair = field.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { continue }
            cookies[String(pair[0])] = pair[1].isEmpty ? nil : String(pair[1])
        }
        if let token = Self.text(in: page, after: "name=\"form\" value=\"", until: "\"") { formToken = token }
        return page
    }

    /// What stands between two texts of a page.
    static func text(in page: [UInt8], after start: String, until end: String) -> String? {
        let page = String(decoding: page, as: UTF8.self)
        guard let before = page.range(of: start), let after = page[before.upperBound...].range(of: end) else { return nil }
        return String(page[before.upperBound..<after.lowerBound])
    }

    static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: CharacterSet(charactersIn: "a"..."z").union(.decimalDigits)) ?? ""
    }
}
