/// The header fields of every answer, that keep a page to itself (OWASP ASVS 5.0, 3.4 and 14.3.2).
enum ResponseFields {
    /// `isKept` where the answer says itself how long it may be kept.
    static func all(isSecure: Bool, isKept: Bool) -> [(name: String, value: String)] {
        var fields = [
            ("content-security-policy", policy),
            ("x-content-type-options", "nosniff"),
            // For browsers that do not know `frame-ancestors`.
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ]
        if !isKept { fields.append(("cache-control", "no-store")) }
        // Two years; the operator's other hosts are not spoken for.
        if isSecure { fields.append(("strict-transport-security", "max-age=63072000")) }
        return fields.map { (name: $0.0, value: $0.1) }
    }

    /// Nothing from elsewhere, nothing inline, no frames, and forms that lead here alone.
    static let policy = [
        "default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self'", "connect-src 'self'", "form-action 'self'",
        "frame-ancestors 'none'", "base-uri 'none'",
    ].joined(separator: "; ")
}
