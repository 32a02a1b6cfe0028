/// A message of plain text to one recipient (RFC 5322), as lines of ASCII that any server takes.
///
/// Law: nobody's text becomes a header. Names and subjects with control characters are refused by their types; the body stands behind an empty
/// line and is encoded.
public struct MailMessage: Equatable, Sendable {
    public let from: Mailbox
    public let to: Mailbox
    public let subject: String
    private let text: String
    private let second: UInt64
    private let id: String

    /// - Parameters:
    ///   - subject: one line.
    ///   - text: lines of plain text; what controls a terminal is replaced by U+FFFD.
    ///   - second: when it was written, in seconds since 1970.
    ///   - id: what tells it from every other message of this address: letters and digits, from a random number.
    ///
    /// Throws: `controlCharacter` or `tooLong`.
    public init(from: Mailbox, to: Mailbox, subject: String, text: String, second: UInt64, id: String) throws(MailRefusal) {
        guard text.utf8.count <= DeliveryLimits.textOctetsMax, (1...64).contains(id.utf8.count) else { throw .tooLong }
        guard id.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) }) else { throw .controlCharacter }
        self.from = from
        self.to = to
        self.subject = try MailRefusal.line(subject, octetsMax: DeliveryLimits.subjectOctetsMax)
        self.text = text
        self.second = second
        self.id = id
    }

    /// A text of somebody's as one line that a subject takes: without what it refuses, and cut.
    public static func line(_ text: String, octetsMax: Int = 120) -> String {
        var line = ""
        for character in text {
            guard line.utf8.count + character.utf8.count < octetsMax else { return line + "…" }
            let isLine = (try? MailRefusal.line(String(character), octetsMax: .max)) != nil
            line += isLine ? String(character) : character.isWhitespace ? " " : ""
        }
        return line
    }

    /// The message as it is sent after DATA, without the final dot: lines that end with CR LF, and dots doubled where they begin one
    /// (RFC 5321, 4.5.2).
    var stuffed: [UInt8] {
        var stuffed: [UInt8] = []
        let octets = self.octets
        stuffed.reserveCapacity(octets.count + 16)
        var startsLine = true
        for octet in octets {
            if startsLine, octet == UInt8(ascii: ".") { stuffed.append(octet) }
            stuffed.append(octet)
            startsLine = octet == 0x0A
        }
        return stuffed
    }

    /// The message: headers, an empty line, the body.
    var octets: [UInt8] {
        let body = Self.body(text)
        let headers = [
            "Date: \(MailDate.text(second))", "From: \(MailEncoding.mailbox(from))", "To: \(MailEncoding.mailbox(to))",
            "Subject: \(MailEncoding.header(subject))", "Message-ID: <\(id)@\(from.address.domain)>", "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: \(body.encoding)",
            // Nobody's holiday answers to a machine (RFC 3834, 5).
            "Auto-Submitted: auto-generated",
        ]
        return Array((headers.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body.octets
    }

    /// Whichever encoding is shorter: most languages of Europe stay readable, Chinese does not grow threefold.
    private static func body(_ text: String) -> (encoding: String, octets: [UInt8]) {
        var plain: [UInt8] = []
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\r": break
            case "\n", "\t": plain.append(UInt8(scalar.value))
            default: plain += String(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar).utf8
            }
        }
        let quoted = MailEncoding.quotedPrintable(plain)
        // Lines of text end with CR LF inside base 64, too (RFC 2045, 6.8).
        let canonical = plain.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
        let coded = MailEncoding.base64Lines(canonical)
        return quoted.count <= coded.count ? ("quoted-printable", quoted) : ("base64", coded)
    }
}

/// A time as headers write it (RFC 5322, 3.3).
enum MailDate {
    /// - Parameter second: seconds since 1970, at most those of the year 9999.
    static func text(_ second: UInt64) -> String {
        let second = min(second, 253_402_300_799)
        let days = Int(second / 86_400)
        // Years begin in March, so that the leap day is their last; 400 of them have 146,097 days.
        let shifted = days + 719_468
        let (era, dayOfEra) = (shifted / 146_097, shifted % 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0)
        let name = ["Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb"][month]
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][days % 7]
        let clock = [second / 3_600 % 24, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
        return "\(weekday), \(day) \(name) \(year) \(clock) +0000"
    }
}
