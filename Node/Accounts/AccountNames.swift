import Foundation

/// Names and addresses as they are taken.
public enum AccountNames {
    /// A person's name in NFC. Throws `invalidName` for one that is empty, too long or not printable.
    public static func name(_ text: String) throws(AccountRefusal) -> String {
        let name = text.precomposedStringWithCanonicalMapping
        guard Person.isName(name, octetsMax: AccountsLimits.accountNameOctetsMax),
            name.unicodeScalars.count <= AccountsLimits.accountNameScalarsMax
        else { throw .invalidName }
        return name
    }

    /// An e-mail address in small letters. Throws `invalidAddress` for what no mail server of ours would take.
    ///
    /// A dot-atom of RFC 5321 (4.1.2) and a host name with a dot: no quotes, no comments, no addresses of machines, nothing beyond ASCII.
    public static func address(_ text: String) throws(AccountRefusal) -> String {
        let address = text.lowercased()
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard address.utf8.count <= AccountsLimits.addressOctetsMax, parts.count == 2, isLocalPart(parts[0]), isHost(parts[1]) else {
            throw .invalidAddress
        }
        return address
    }

    /// What is looked for when somebody types an address to log in: never refused, of bounded length.
    public static func typed(_ text: String) -> String {
        let trimmed = text.trimmingCharacters(in: .whitespaces).lowercased()
        return String(decoding: trimmed.utf8.prefix(AccountsLimits.addressOctetsMax + 1), as: UTF8.self)
    }

    /// What a passkey is called by its owner. Throws `invalidName`.
    public static func passkey(_ text: String) throws(AccountRefusal) -> String {
        let name = text.precomposedStringWithCanonicalMapping
        guard Person.isName(name, octetsMax: AccountsLimits.passkeyNameOctetsMax) else { throw .invalidName }
        return name
    }

    private static func isLocalPart(_ part: Substring) -> Bool {
        guard (1...64).contains(part.utf8.count) else { return false }
        return part.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty && atom.utf8.allSatisfy { isAlphanumeric($0) || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0) }
        }
    }

    private static func isHost(_ part: Substring) -> Bool {
        let labels = part.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
            }
    }

    private static func isAlphanumeric(_ octet: UInt8) -> Bool { (0x30...0x39).contains(octet) || (0x61...0x7A).contains(octet) }
}
