/// How texts travel through mail: as lines of printable ASCII.
enum MailEncoding {
    /// A text in a header: as it is where it is short and plain, else as encoded words (RFC 2047, 2), folded.
    static func header(_ text: String) -> String {
        let isPlain = text.utf8.count <= 60 && text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.contains("=?")
        if isPlain { return text }
        var (words, part) = ([String](), [UInt8]())
        for scalar in text.unicodeScalars {
            let octets = Array(String(scalar).utf8)
            // With its frame and the longest header's name before it, a word of 39 octets ends before the 76th column.
            if part.count + octets.count > 39 {
                words.append(word(part))
                part = []
            }
            part += octets
        }
        words.append(word(part))
        return words.joined(separator: "\r\n ")
    }

    private static func word(_ octets: [UInt8]) -> String { "=?UTF-8?B?\(base64(octets))?=" }

    /// A name with its address, for `From` and `To`.
    static func mailbox(_ mailbox: Mailbox) -> String {
        let (name, address) = (mailbox.name, "<\(mailbox.address.text)>")
        if name.isEmpty { return address }
        let isAtoms = name.utf8.allSatisfy { octet in
            (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet) || (0x61...0x7A).contains(octet) || octet == 0x20
                || octet == 0x2D
        }
        // What is no word of letters is an encoded word, so nothing has to be quoted.
        let written = isAtoms && name.utf8.count <= 60 ? name : Self.encoded(name)
        return "\(written)\r\n \(address)"
    }

    private static func encoded(_ name: String) -> String {
        let text = header(name)
        return text.hasPrefix("=?") ? text : word(Array(name.utf8))
    }

    /// RFC 4648, 4.
    static func base64(_ octets: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        text.reserveCapacity((octets.count + 2) / 3 * 4)
        for start in stride(from: 0, to: octets.count, by: 3) {
            let rest = octets.count - start
            let (one, two, three) = (octets[start], rest > 1 ? octets[start + 1] : 0, rest > 2 ? octets[start + 2] : 0)
            text.append(digits[Int(one >> 2)])
            text.append(digits[Int((one & 3) << 4 | two >> 4)])
            text.append(rest > 1 ? digits[Int((two & 15) << 2 | three >> 6)] : UInt8(ascii: "="))
            text.append(rest > 2 ? digits[Int(three & 63)] : UInt8(ascii: "="))
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// A body in base 64, in lines of 76.
    static func base64Lines(_ octets: [UInt8]) -> [UInt8] {
        let text = Array(base64(octets).utf8)
        var lines: [UInt8] = []
        for start in stride(from: 0, to: text.count, by: 76) {
            lines += text[start..<min(start + 76, text.count)]
            lines += [0x0D, 0x0A]
        }
        return lines
    }

    /// A body whose lines end with line feeds, as quoted-printable (RFC 2045, 6.7).
    static func quotedPrintable(_ octets: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var (lines, length) = ([UInt8](), 0)
        for (index, octet) in octets.enumerated() {
            if octet == 0x0A {
                lines += [0x0D, 0x0A]
                length = 0
                continue
            }
            let endsLine = index + 1 == octets.count || octets[index + 1] == 0x0A
            let isPlain = (0x21...0x7E).contains(octet) && octet != UInt8(ascii: "=") || (octet == 0x20 || octet == 0x09) && !endsLine
            let piece = isPlain ? [octet] : [UInt8(ascii: "="), digits[Int(octet >> 4)], digits[Int(octet & 15)]]
            // A soft end of line, which is no part of the text, keeps lines within 76.
            if length + piece.count > 75 {
                lines += [UInt8(ascii: "="), 0x0D, 0x0A]
                length = 0
            }
            lines += piece
            length += piece.count
        }
        if length > 0 { lines += [0x0D, 0x0A] }
        return lines
    }
}
