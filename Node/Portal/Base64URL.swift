import Foundation

/// Base 64 with the alphabet for addresses and without padding (RFC 4648, 5).
enum Base64URL {
    static func text(_ octets: [UInt8]) -> String {
        Data(octets).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// `nil` for anything but what `text` writes: some octets have one spelling.
    static func octets(_ text: some StringProtocol) -> [UInt8]? {
        let plain = String(text).replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: plain + padding), Self.text([UInt8](data)) == text else { return nil }
        return [UInt8](data)
    }
}
