import CQRencode

/// A text as a QR code of level M (ISO/IEC 18004), which is read with 15 % of it hidden.
public struct QRCode: Equatable, Sendable {
    /// Modules of a side: 21 to 177, by fours.
    public let width: Int
    /// Whether each module is dark, row by row.
    private let modules: [Bool]

    /// The smallest code that holds the text, as octets of UTF-8.
    ///
    /// Throws: `textIsEmpty`, or `textIsTooLong` beyond `PagesLimits.qrTextOctetsMax`.
    public init(_ text: String) throws(PictureError) {
        let octets = Array(text.utf8)
        guard !octets.isEmpty else { throw .textIsEmpty }
        guard octets.count <= PagesLimits.qrTextOctetsMax, let code = QRcode_encodeData(Int32(octets.count), octets, 0, QR_ECLEVEL_M) else {
            throw .textIsTooLong
        }
        defer { QRcode_free(code) }
        width = Int(code.pointee.width)
        // The lowest bit of each octet is the module.
        modules = UnsafeBufferPointer(start: code.pointee.data, count: width * width).map { $0 & 1 == 1 }
    }

    /// Whether the module is dark; those around the code are light.
    public func isDark(column: Int, row: Int) -> Bool {
        (0..<width).contains(column) && (0..<width).contains(row) && modules[row * width + column]
    }

    /// The picture, with the four light modules around it that readers need, and its name.
    ///
    /// Dark on light whatever the page's colours are: cameras need it so. The name says what the code is for and not what it holds; a page
    /// that shows a code also gives its text to copy.
    public func picture(_ name: Phrase) -> HTML {
        let side = width + 2 * Self.quietModules
        var runs = ""
        for row in 0..<width {
            var column = 0
            while column < width {
                guard isDark(column: column, row: row) else {
                    column += 1
                    continue
                }
                let start = column
                while isDark(column: column, row: row) { column += 1 }
                let length = column - start
                runs += "M\(start + Self.quietModules) \(row + Self.quietModules)h\(length)v1h-\(length)z"
            }
        }
        return """
            <svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(side) \(side)" width="240" height="240" role="img" \
            aria-label="\(name)" shape-rendering="crispEdges"><title>\(name)</title>\
            <rect width="\(side)" height="\(side)" fill="#fff"/><path fill="#000" d="\(HTML(markup: runs))"/></svg>
            """
    }

    /// Light modules on each side (ISO/IEC 18004, 6.3.8).
    private static let quietModules = 4
}

/// Why there is no picture.
public enum PictureError: Error, Equatable {
    case textIsEmpty
    /// The text is longer than `PagesLimits.qrTextOctetsMax`.
    case textIsTooLong
}
