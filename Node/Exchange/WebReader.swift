import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL

/// Reads single files of a public zone, or of a copy of one, over HTTP.
///
/// What it gives is believed by nobody: the reader checks every octet. It bounds what a hostile server can cost (octets, time, steps), and takes no
/// step to another host or away from TLS. Any address may be asked: it is the user who typed it.
public struct WebReader: Sendable {
    private let client: HTTPClient

    /// Reads while `body` runs.
    public static func open<Result: Sendable>(
        _ body: (WebReader) async throws(OperationError) -> Result
    ) async throws(OperationError) -> Result {
        var security = TLSConfiguration.makeClientConfiguration()
        security.minimumTLSVersion = .tlsv12
        var configuration = HTTPClient.Configuration(tlsConfiguration: security, redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(ExchangeLimits.webConnectSeconds)
        configuration.timeout.read = .seconds(ExchangeLimits.webSilenceSeconds)
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(configuration: configuration)
        do throws(OperationError) {
            let result = try await body(WebReader(client: client))
            try? await client.shutdown()
            return result
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    /// The octets at an http or https address; more than `octetsMax` are refused and not read to their end.
    ///
    /// Throws `web-not-found`, `web-gone` with the server's reason, `web-elsewhere`, `web-redirects`, `web-refused`, `web-too-long`,
    /// `web-late`, `web-certificate` or `web-unreachable`.
    public func octets(at address: String, octetsMax: Int) async throws(OperationError) -> [UInt8] {
        do {
            return try await read(address, octetsMax: octetsMax)
        } catch let error as OperationError {
            throw error
        } catch let error as HTTPClientError where [.deadlineExceeded, .readTimeout, .connectTimeout].contains(error) {
            throw .webLate(address)
        } catch {
            if Self.isAboutCertificate(error) { throw .webCertificate(address) }
            // What the library says of a handshake helps nobody who types an address.
            throw .webUnreachable(address, error is NIOSSLError ? "no connection by TLS 1.2 or later comes about" : "\(error)")
        }
    }

    private func read(_ address: String, octetsMax: Int) async throws -> [UInt8] {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(ExchangeLimits.webAnswerSeconds)
        var place = address
        for _ in 0...ExchangeLimits.webRedirectsMax {
            var request = HTTPClientRequest(url: place)
            request.headers.add(name: "user-agent", value: "causeway-verify")
            let response = try await client.execute(request, timeout: .seconds(ExchangeLimits.webAnswerSeconds))
            switch response.status.code {
            case 200: return try await Self.body(of: response, at: place, octetsMax, until: end)
            case 404: throw OperationError.webNotFound(place)
            case 410: throw OperationError.webGone(place, reason: await Self.reason(response, until: end))
            case 301, 302, 303, 307, 308: place = try Self.step(from: place, to: response.headers.first(name: "location") ?? "")
            default: throw OperationError.webRefused(place, status: Int(response.status.code))
            }
        }
        throw OperationError.webRedirects(address)
    }

    private static func body(
        of response: HTTPClientResponse, at address: String, _ octetsMax: Int, until end: ContinuousClock.Instant
    ) async throws -> [UInt8] {
        if let announced = response.headers.first(name: "content-length").flatMap({ Int($0) }), announced > octetsMax {
            throw OperationError.webTooLong(address, octetsMax)
        }
        var octets: [UInt8] = []
        for try await piece in response.body {
            guard octets.count + piece.readableBytes <= octetsMax else { throw OperationError.webTooLong(address, octetsMax) }
            guard ContinuousClock().now < end else { throw OperationError.webLate(address) }
            octets.append(contentsOf: piece.readableBytesView)
        }
        return octets
    }

    /// Where a redirect leads: to the same host, and from TLS to TLS alone.
    private static func step(from place: String, to location: String) throws -> String {
        guard let from = URL(string: place), let to = URL(string: location, relativeTo: from)?.absoluteURL, !location.isEmpty,
            let scheme = to.scheme?.lowercased(), to.user == nil, to.password == nil
        else { throw OperationError.webElsewhere(place, to: location) }
        let isSameHost = to.host?.lowercased() == from.host?.lowercased()
        let isSameServer = scheme == from.scheme?.lowercased() && to.port == from.port
        let isUpgrade = from.scheme?.lowercased() == "http" && scheme == "https"
        guard isSameHost, isSameServer || isUpgrade else { throw OperationError.webElsewhere(place, to: location) }
        return to.absoluteString
    }

    /// What a server says about something that is gone: the words of its page's main part, as text.
    private static func reason(_ response: HTTPClientResponse, until end: ContinuousClock.Instant) async -> String {
        var octets: [UInt8] = []
        do {
            for try await piece in response.body {
                octets.append(contentsOf: piece.readableBytesView.prefix(ExchangeLimits.webReasonOctetsMax - octets.count))
                if octets.count == ExchangeLimits.webReasonOctetsMax || ContinuousClock().now >= end { break }
            }
        } catch {
            // What came until then is what it said.
        }
        return WebPage.words(of: String(decoding: octets, as: UTF8.self))
    }

    private static func isAboutCertificate(_ error: any Error) -> Bool {
        if let error = error as? NIOSSLExtraError { return error == .failedToValidateHostname }
        return "\(error)".contains("CERTIFICATE_VERIFY_FAILED")
    }
}

/// A page of HTML as far as words can be had from it.
enum WebPage {
    /// The text of the main part, or of the whole where there is none, in one line; cut short.
    static func words(of page: String) -> String {
        var rest = page[...]
        if let main = rest.range(of: "<main") { rest = rest[main.lowerBound...] }
        if let end = rest.range(of: "</main>") { rest = rest[..<end.lowerBound] }
        var text = ""
        while let tag = rest.firstIndex(of: "<") {
            text += rest[..<tag] + " "
            guard let end = rest[tag...].firstIndex(of: ">") else {
                rest = ""
                break
            }
            rest = rest[rest.index(after: end)...]
        }
        text += rest
        // The ampersand last: what it makes is no escape.
        for (escape, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
            text = text.replacingOccurrences(of: escape, with: character)
        }
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return String(words.prefix(ExchangeLimits.webReasonCharactersMax))
    }
}
