import Crypto
import Pages

/// The style sheet and the script, each at an address that changes with its contents, so that browsers keep it for ever.
struct Assets: Sendable {
    private struct Asset {
        let path: [String]
        let type: String
        let octets: [UInt8]
    }

    private let all: [Asset]
    let style: String
    let script: String
    let icon: String

    /// Two piers and the way between them.
    private static let iconText = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#0b4f9e"/>\
        <path d="M4 14q12 -10 24 0v4h-24zM7 18h4v8h-4zM21 18h4v8h-4z" fill="#fff"/></svg>
        """

    init() {
        let made = [
            Self.make("style.css", "text/css; charset=utf-8", StyleSheet.text),
            Self.make("portal.js", "text/javascript; charset=utf-8", PortalScript.text),
            Self.make("icon.svg", "image/svg+xml", Self.iconText),
        ]
        all = made
        style = "/" + made[0].path.joined(separator: "/")
        script = "/" + made[1].path.joined(separator: "/")
        icon = "/" + made[2].path.joined(separator: "/")
    }

    private static func make(_ name: String, _ type: String, _ text: String) -> Asset {
        let octets = Array(text.utf8)
        let digits = SHA256.hash(data: octets).prefix(8).map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
        return Asset(path: ["assets", digits, name], type: type, octets: octets)
    }

    /// `nil` for another address.
    func answer(_ steps: [String], ifNoneMatch: String?) -> PortalAnswer? {
        guard let asset = all.first(where: { $0.path == steps }) else { return nil }
        let tag = "\"\(asset.path[1])\""
        let fields = [
            ("content-type", asset.type), ("cache-control", "public, max-age=\(PortalLimits.assetSeconds), immutable"), ("etag", tag),
        ]
        if ifNoneMatch == tag { return PortalAnswer(status: 304, fields: fields) }
        return PortalAnswer(status: 200, fields: fields, body: .octets(asset.octets))
    }
}
