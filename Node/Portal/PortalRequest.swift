import Accounts

/// A request as the portal reads it: a value, so that tests need no socket.
struct PortalRequest: Sendable {
    var method: String
    /// Path and query as they stand in the request line.
    var target: String
    var host: String = ""
    var origin: String?
    /// `Sec-Fetch-Site`, which browsers set and pages cannot.
    var fetchSite: String?
    var cookies: String = ""
    var acceptLanguage: String = ""
    var contentType: String = ""
    var ifNoneMatch: String?
    var visit = Visit(source: "", agent: "")
    /// Reads the body, up to a limit; throws `PortalFault.tooLong` behind it.
    var body: @Sendable (_ limit: Int) async throws -> [UInt8] = { _ in [] }

    /// The parts of the path, percent-decoded; `nil` where it is not readable.
    var steps: [String]? {
        guard target.utf8.count <= PortalLimits.targetOctetsMax, target.hasPrefix("/"),
            target.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        let path = target.prefix { $0 != "?" }.dropFirst()
        var steps: [String] = []
        for step in path.split(separator: "/", omittingEmptySubsequences: false) {
            guard let decoded = step.removingPercentEncodingStrictly, decoded != ".", decoded != "..", !decoded.contains("/"),
                !decoded.contains("\0")
            else { return nil }
            steps.append(decoded)
        }
        return steps == [""] ? [] : steps
    }

    /// The query; `nil` where it is not readable.
    var query: FormFields? {
        guard let mark = target.firstIndex(of: "?") else { return FormFields() }
        return FormFields(urlencoded: target[target.index(after: mark)...])
    }

    /// The path without its query.
    var path: String { String(target.prefix { $0 != "?" }) }
}

/// Why a request is not answered as it wishes.
enum PortalFault: Error, Equatable, Sendable {
    case notFound
    case badRequest
    case methodNotAllowed(allow: String)
    /// For another host than this portal's.
    case wrongHost
    /// A form that did not come from a page of this portal, or from one that is too old.
    case foreignForm
    /// The role does not allow it.
    case notAllowed
    case tooLong
    case wrongType
    /// Too much is being uploaded.
    case busy
    case fault

    var status: Int {
        switch self {
        case .notFound: 404
        case .badRequest: 400
        case .methodNotAllowed: 405
        case .wrongHost: 421
        case .foreignForm, .notAllowed: 403
        case .tooLong: 413
        case .wrongType: 415
        case .busy: 503
        case .fault: 500
        }
    }
}

extension Substring {
    /// Percent-decoded; a plus stays one. `nil` where it is badly escaped or no UTF-8.
    fileprivate var removingPercentEncodingStrictly: String? { FormFields.decoded(replacing("+", with: "%2B").utf8) }
}
