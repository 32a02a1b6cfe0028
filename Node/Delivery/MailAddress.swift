/// An address of mail: one mailbox, spelt without quotes or comments (RFC 5321, 4.1.2, dot-string; RFC 6531 where it has letters beyond ASCII).
///
/// Law: nothing in it ends a command, a header or the angle brackets around it.
public struct MailAddress: Hashable, Sendable {
    public let text: String
    /// What stands behind the "@".
    public let domain: String
    /// Whether the server has to take letters beyond ASCII (RFC 6531).
    public let needsUTF8: Bool

    /// Throws: `address`.
    public init(_ text: String) throws(MailRefusal) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= DeliveryLimits.addressOctetsMax, Self.isLocalPart(parts[0]), Self.isDomain(parts[1])
        else {
            throw .address
        }
        self.text = text
        domain = String(parts[1])
        needsUTF8 = text.utf8.contains { $0 > 0x7F }
    }

    private static func isLocalPart(_ text: Substring) -> Bool {
        guard text.utf8.count <= DeliveryLimits.localPartOctetsMax else { return false }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty && atom.unicodeScalars.allSatisfy { isLetterOrDigit($0) || "!#$%&'*+-/=?^_`{|}~".unicodeScalars.contains($0) }
        }
    }

    private static func isDomain(_ text: Substring) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            guard (1...DeliveryLimits.labelOctetsMax).contains(label.utf8.count), label.first != "-", label.last != "-" else {
                return false
            }
            return label.unicodeScalars.allSatisfy { isLetterOrDigit($0) || $0 == "-" }
        }
    }

    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber, .nonspacingMark,
            .spacingMark:
            return true
        default: return false
        }
    }
}

/// An address with the name of whose it is.
public struct Mailbox: Hashable, Sendable {
    public let name: String
    public let address: MailAddress

    /// Throws: `controlCharacter` or `tooLong` for the name.
    public init(name: String = "", address: MailAddress) throws(MailRefusal) {
        self.name = try MailRefusal.line(name, octetsMax: DeliveryLimits.nameOctetsMax)
        self.address = address
    }

    /// Reads "ann@example.org" or "Ann of the SOC <ann@example.org>".
    ///
    /// Throws: `address`, `controlCharacter` or `tooLong`.
    public init(parsing text: String) throws(MailRefusal) {
        guard let open = text.lastIndex(of: "<") else {
            try self.init(address: MailAddress(text))
            return
        }
        guard text.last == ">" else { throw .address }
        let address = try MailAddress(String(text[text.index(after: open)...].dropLast()))
        var name = text[..<open]
        while name.last == " " { name.removeLast() }
        guard !name.contains(where: { "<>\"".contains($0) }) else { throw .address }
        try self.init(name: String(name), address: address)
    }
}

/// Why something is no part of a message.
public enum MailRefusal: Error, Equatable {
    /// It is no address of one mailbox.
    case address
    /// A line has a character that controls something: it could end the line and begin another.
    case controlCharacter
    /// It is longer than its bound in `DeliveryLimits`.
    case tooLong

    /// A text of one line, as it stands in a header.
    static func line(_ text: String, octetsMax: Int) throws(MailRefusal) -> String {
        guard text.utf8.count <= octetsMax else { throw .tooLong }
        let isLine = text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: scalar == "\u{200C}" || scalar == "\u{200D}"
            default: true
            }
        }
        guard isLine else { throw .controlCharacter }
        return text
    }
}
