public import Sodium

extension TOTP {
    /// A secret as people see it: base 32, with or without spaces; `nil` for a text that is none.
    public static func secret(reading text: String) -> SecretOctets? {
        let letters = text.utf8.filter { $0 > 0x20 }
        guard var octets = Base32.octets(letters, .rfc4648), octets.count == secretOctets else { return nil }
        return SecretOctets(moving: &octets)
    }
}
