/// Reads a form with files (`multipart/form-data`, RFC 7578), from octets that are in memory and bounded.
///
/// Strict, as browsers write it: every part has a `Content-Disposition: form-data` with a name; anything before the first boundary or behind the
/// last, a part without an end and a transfer encoding are refused.
enum MultipartForm {
    /// `nil` for what is no such form.
    static func fields(_ octets: [UInt8], contentType: String) -> FormFields? {
        guard let boundary = boundary(of: contentType) else { return nil }
        let opening = Array("--\(boundary)".utf8)
        let separator = Array("\r\n--\(boundary)".utf8)
        guard octets.starts(with: opening) else { return nil }
        var fields: [(name: String, value: String)] = []
        var files: [UploadedFile] = []
        var rest = octets[opening.count...]
        while true {
            if rest.starts(with: Array("--".utf8)) {
                let tail = rest.dropFirst(2)
                return tail.isEmpty || Array(tail) == Array("\r\n".utf8) ? FormFields(fields, files: files) : nil
            }
            guard rest.starts(with: Array("\r\n".utf8)), fields.count + files.count < PortalLimits.partsMax else { return nil }
            rest = rest.dropFirst(2)
            guard let headEnd = find(Array("\r\n\r\n".utf8), in: rest.prefix(PortalLimits.partHeaderOctetsMax)),
                let head = Head(rest[rest.startIndex..<headEnd]),
                let bodyEnd = find(separator, in: rest[(headEnd + 2)...])
            else { return nil }
            // The body begins behind the empty line; an empty body shares its line end with the separator.
            let bodyStart = headEnd + 4
            guard bodyStart <= bodyEnd else { return nil }
            let body = rest[bodyStart..<bodyEnd]
            if let fileName = head.fileName {
                files.append(UploadedFile(field: head.name, name: fileName, type: head.type, octets: Array(body)))
            } else {
                guard let value = String(validating: body, as: UTF8.self) else { return nil }
                // Browsers send line ends of text areas as CR LF.
                fields.append((head.name, value.replacing("\r\n", with: "\n")))
            }
            rest = rest[(bodyEnd + separator.count)...]
        }
    }

    /// The boundary: 1 to 70 characters of RFC 2046, 5.1.1.
    private static func boundary(of contentType: String) -> String? {
        let parts = contentType.split(separator: ";").map { $0.trimmingSpaces }
        guard parts.first?.lowercased() == "multipart/form-data",
            let member = parts.dropFirst().first(where: { $0.lowercased().hasPrefix("boundary=") })
        else { return nil }
        var boundary = member.dropFirst("boundary=".count)
        if boundary.hasPrefix("\""), boundary.hasSuffix("\""), boundary.count >= 2 { boundary = boundary.dropFirst().dropLast() }
        let isBoundary = boundary.utf8.allSatisfy { octet in
            (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet) || (0x61...0x7A).contains(octet)
                || "'()+_,-./:=?".utf8.contains(octet)
        }
        return isBoundary && (1...70).contains(boundary.utf8.count) ? String(boundary) : nil
    }

    /// Where the first occurrence begins.
    private static func find(_ needle: [UInt8], in hay: ArraySlice<UInt8>) -> Int? {
        guard hay.count >= needle.count, let first = needle.first else { return nil }
        return hay.withUnsafeBufferPointer { buffer -> Int? in
            let last = buffer.count - needle.count
            var position = 0
            while position <= last {
                if buffer[position] == first, needle.indices.allSatisfy({ buffer[position + $0] == needle[$0] }) { return position }
                position += 1
            }
            return nil
        }.map { hay.startIndex + $0 }
    }

    /// A part's own header.
    private struct Head {
        var name = ""
        var fileName: String?
        var type = ""

        init?(_ octets: ArraySlice<UInt8>) {
            guard let text = String(validating: octets, as: UTF8.self) else { return nil }
            var isNamed = false
            for line in text.split(separator: "\r\n", omittingEmptySubsequences: false) {
                guard let colon = line.firstIndex(of: ":") else { return nil }
                let value = line[line.index(after: colon)...].trimmingSpaces
                switch line[..<colon].lowercased() {
                case "content-disposition":
                    guard !isNamed, value.lowercased().hasPrefix("form-data;"), let name = Self.member("name", of: value) else {
                        return nil
                    }
                    self.name = name
                    fileName = Self.member("filename", of: value)
                    isNamed = true
                case "content-type": type = value
                case "content-transfer-encoding": return nil
                default: continue
                }
            }
            guard isNamed else { return nil }
        }

        /// `name="value"`, as browsers write it: quotes and line ends inside are percent-encoded (WHATWG HTML, 4.10.21.8).
        private static func member(_ member: String, of value: String) -> String? {
            guard let range = value.firstRange(of: "; \(member)=\"") ?? value.firstRange(of: ";\(member)=\"") else { return nil }
            let rest = value[range.upperBound...]
            guard let end = rest.firstIndex(of: "\"") else { return nil }
            return String(rest[..<end]).replacing("%22", with: "\"").replacing("%0D", with: "").replacing("%0A", with: "")
        }
    }
}

extension StringProtocol {
    /// Without spaces and tabs around it.
    var trimmingSpaces: String {
        String(trimmingPrefix { $0 == " " || $0 == "\t" }.reversed().trimmingPrefix { $0 == " " || $0 == "\t" }.reversed())
    }
}
