/// What a mail server says in one turn: a code and lines of text (RFC 5321, 4.2).
struct SMTPReply: Equatable {
    let code: Int
    let lines: [String]

    /// The first line as it may be shown: printable ASCII, cut.
    var words: String {
        let octets = (lines.first ?? "").utf8.prefix(DeliveryLimits.replyTextOctetsMax)
        return String(decoding: octets.map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }
}

/// Puts replies together, octet by octet.
struct SMTPReplyReader {
    enum Step: Equatable {
        case more
        case reply(SMTPReply)
        /// No reply, or beyond the bounds; the session ends.
        case malformed
    }

    private var line: [UInt8] = []
    private var code: Int?
    private var lines: [String] = []

    mutating func take(_ octet: UInt8) -> Step {
        guard octet == 0x0A else {
            // Behind a carriage return there is a line feed and nothing else.
            guard line.last != 0x0D, line.count < DeliveryLimits.replyLineOctetsMax, octet >= 0x20 || octet == 0x0D || octet == 0x09 else {
                return .malformed
            }
            line.append(octet)
            return .more
        }
        if line.last == 0x0D { line.removeLast() }
        return endLine()
    }

    private mutating func endLine() -> Step {
        let digits = line.prefix(3)
        guard digits.count == 3, (0x32...0x35).contains(digits[0]), (0x30...0x35).contains(digits[1]), (0x30...0x39).contains(digits[2])
        else {
            return .malformed
        }
        let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        let mark = line.count > 3 ? line[3] : 0x20
        guard code == nil || code == number, mark == 0x20 || mark == UInt8(ascii: "-"), lines.count < DeliveryLimits.replyLinesMax else {
            return .malformed
        }
        lines.append(String(decoding: line.dropFirst(4), as: UTF8.self))
        (code, line) = (number, [])
        guard mark == 0x20 else { return .more }
        defer { self = SMTPReplyReader() }
        return .reply(SMTPReply(code: number, lines: lines))
    }
}
