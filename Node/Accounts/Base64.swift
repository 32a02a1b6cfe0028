import Foundation

/// Base 64 without padding (RFC 4648, 4 and 5), in one spelling for each value.
enum Base64 {
    static func text(_ octets: [UInt8]) -> String {
        Data(octets).base64EncodedString().replacing("=", with: "")
    }

    /// With the letters of URLs.
    static func urlText(_ octets: [UInt8]) -> String {
        text(octets).replacing("+", with: "-").replacing("/", with: "_")
    }

    /// `nil` for anything but what `text` writes.
    static func octets(_ text: some StringProtocol) -> [UInt8]? {
        let padded = text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: String(padded)) else { return nil }
        let octets = [UInt8](data)
        return Self.text(octets) == text ? octets : nil
    }

    /// `nil` for anything but what `urlText` writes.
    static func urlOctets(_ text: String) -> [UInt8]? {
        guard !text.contains(where: { $0 == "+" || $0 == "/" }) else { return nil }
        return octets(text.replacing("-", with: "+").replacing("_", with: "/"))
    }
}
