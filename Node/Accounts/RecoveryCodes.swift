public import Sodium

/// Ten codes of 128 bits, each of which stands for a second step once: for whoever has lost their authenticator.
///
/// They are random, so a plain hash of one gives nothing away.
public enum RecoveryCodes {
    /// Octets of a code.
    static let octets = 16
    /// Letters of a code: 26 of Crockford's base 32, the last of which has two bits too many.
    private static let letters = 26

    /// New codes as they are shown, once: letters and digits that are not confused, in groups of four.
    public static func make() -> [String] {
        (0..<AccountsLimits.recoveryCodes).map { _ in text(of: SecureRandom.octets(octets)) }
    }

    static func text(of octets: [UInt8]) -> String {
        let text = Array(Base32.text(octets, .crockford).utf8)
        let groups = stride(from: 0, to: text.count, by: 4).map { text[$0..<min($0 + 4, text.count)] }
        return groups.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
    }

    /// Reads a code as people type it: in either case, with any spaces and hyphens, O for 0 and I or L for 1; `nil` for anything else.
    static func octets(_ text: String) -> [UInt8]? {
        var plain: [UInt8] = []
        for letter in text.utf8.prefix(AccountsLimits.recoveryCodeOctetsMax) where letter != UInt8(ascii: "-") && letter > 0x20 {
            let capital = (0x61...0x7A).contains(letter) ? letter - 0x20 : letter
            switch capital {
            case UInt8(ascii: "O"): plain.append(UInt8(ascii: "0"))
            case UInt8(ascii: "I"), UInt8(ascii: "L"): plain.append(UInt8(ascii: "1"))
            default: plain.append(capital)
            }
        }
        guard plain.count == letters else { return nil }
        return Base32.octets(plain, .crockford)
    }

    /// What is kept of a code: its SHA-256, by the caller's function; `nil` for what is no code.
    public static func hash(_ text: String, _ sha256: ([UInt8]) -> Octets32) -> Octets32? { octets(text).map(sha256) }
}
