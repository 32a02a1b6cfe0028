import CMarkGFM

/// Writes a parsed text as markup, from a list of what may be written.
///
/// Law: every element's name and attribute below is a literal; every text goes through `HTML.escaped`; a node of a kind that is not listed is left out, and its
/// children are written. The tree is walked without recursion, and given up (nothing is written) behind the bounds.
struct MarkdownWriter {
    private let headingLevelFirst: Int
    private var html = HTML()
    private var markup = ""
    private var markupOctets = 0
    private var depth = 0
    private var nodes = 0
    /// Inside an image, whose parts are text alone: how many.
    private var images = 0
    /// The words of the link that is open, by which it is judged whether they say where it leads.
    private var link: (address: MarkdownAddress?, words: String)?
    private var columns: [HTML] = []
    private var column = 0
    private var isInHead = false

    init(headingsFrom level: Int) { headingLevelFirst = min(max(level, 1), 6) }

    mutating func write(_ root: OpaquePointer) -> HTML? {
        guard let walk = cmark_iter_new(root) else { return nil }
        defer { cmark_iter_free(walk) }
        while true {
            let event = cmark_iter_next(walk)
            guard event != CMARK_EVENT_DONE, let node = cmark_iter_get_node(walk) else { break }
            if event == CMARK_EVENT_ENTER {
                nodes += 1
                depth += Self.isLeaf(node) ? 0 : 1
                guard nodes <= PagesLimits.markdownNodesMax, depth <= 2 * PagesLimits.markdownDepthMax else { return nil }
                enter(node)
            } else {
                depth -= 1
                leave(node)
            }
            guard markupOctets + markup.utf8.count <= PagesLimits.markdownMarkupOctetsMax else { return nil }
        }
        flush()
        return html
    }

    /// Nodes that are entered and never left.
    private static func isLeaf(_ node: OpaquePointer) -> Bool {
        switch cmark_node_get_type(node) {
        case CMARK_NODE_HTML_BLOCK, CMARK_NODE_THEMATIC_BREAK, CMARK_NODE_CODE_BLOCK, CMARK_NODE_TEXT, CMARK_NODE_SOFTBREAK,
            CMARK_NODE_LINEBREAK, CMARK_NODE_CODE, CMARK_NODE_HTML_INLINE:
            true
        default: false
        }
    }

    private mutating func enter(_ node: OpaquePointer) {
        if images > 0 { return enterInImage(node) }
        switch cmark_node_get_type(node) {
        case CMARK_NODE_BLOCK_QUOTE: markup += "<blockquote>"
        case CMARK_NODE_LIST: openList(node)
        case CMARK_NODE_ITEM: openItem(node)
        case CMARK_NODE_CODE_BLOCK, CMARK_NODE_HTML_BLOCK:
            // Long lines are scrolled in the block, also by keyboard.
            say("<pre tabindex=\"0\"><code>\(HTML.lines(Self.literal(node)))</code></pre>")
        case CMARK_NODE_PARAGRAPH: if !isInTightList(node) { markup += "<p>" }
        case CMARK_NODE_HEADING: markup += "<h\(level(node))>"
        case CMARK_NODE_THEMATIC_BREAK: markup += "<hr>"
        case CMARK_NODE_TEXT, CMARK_NODE_HTML_INLINE: text(Self.literal(node))
        case CMARK_NODE_SOFTBREAK:
            text(" ")
        case CMARK_NODE_LINEBREAK:
            markup += "<br>"
            link?.words += " "
        case CMARK_NODE_CODE:
            markup += "<code>"
            text(Self.literal(node))
            markup += "</code>"
        case CMARK_NODE_EMPH: markup += "<em>"
        case CMARK_NODE_STRONG: markup += "<strong>"
        case CMARK_NODE_LINK: openLink(node)
        case CMARK_NODE_IMAGE:
            images = 1
            say("<span class=\"markdown-image\">\(Phrase.image): ")
        default: enterExtension(node)
        }
    }

    private mutating func leave(_ node: OpaquePointer) {
        if images > 0 { return leaveInImage(node) }
        switch cmark_node_get_type(node) {
        case CMARK_NODE_BLOCK_QUOTE: markup += "</blockquote>"
        case CMARK_NODE_LIST: markup += cmark_node_get_list_type(node) == CMARK_ORDERED_LIST ? "</ol>" : "</ul>"
        case CMARK_NODE_ITEM: markup += "</li>"
        case CMARK_NODE_PARAGRAPH: if !isInTightList(node) { markup += "</p>" }
        case CMARK_NODE_HEADING: markup += "</h\(level(node))>"
        case CMARK_NODE_EMPH: markup += "</em>"
        case CMARK_NODE_STRONG: markup += "</strong>"
        case CMARK_NODE_LINK: closeLink(node)
        default: leaveExtension(node)
        }
    }

    /// Somebody's words.
    private mutating func text(_ words: String) {
        markup += HTML.escaped(words)
        link?.words += words
    }

    /// A piece with phrases.
    private mutating func say(_ piece: HTML) {
        flush()
        html += piece
    }

    private mutating func flush() {
        markupOctets += markup.utf8.count
        html += HTML(markup: markup)
        markup = ""
    }

    private func level(_ node: OpaquePointer) -> Int { min(6, headingLevelFirst - 1 + Int(cmark_node_get_heading_level(node))) }

    private static func literal(_ node: OpaquePointer) -> String { cmark_node_get_literal(node).map { String(cString: $0) } ?? "" }
}

// MARK: Lists

extension MarkdownWriter {
    private mutating func openList(_ node: OpaquePointer) {
        guard cmark_node_get_list_type(node) == CMARK_ORDERED_LIST else {
            markup += "<ul>"
            return
        }
        let start = cmark_node_get_list_start(node)
        markup += start == 1 ? "<ol>" : "<ol start=\"\(start)\">"
    }

    private mutating func openItem(_ node: OpaquePointer) {
        guard Self.kind(node) == "tasklist" else {
            markup += "<li>"
            return
        }
        let isDone = cmark_gfm_extensions_get_tasklist_item_checked(node)
        let mark: HTML = isDone ? "☑" : "☐"
        say("<li class=\"task\"><span role=\"img\" aria-label=\"\(isDone ? Phrase.done : Phrase.open)\">\(mark)</span> ")
    }

    private func isInTightList(_ node: OpaquePointer) -> Bool {
        guard let item = cmark_node_parent(node), let list = cmark_node_parent(item) else { return false }
        return cmark_node_get_type(list) == CMARK_NODE_LIST && cmark_node_get_list_tight(list) != 0
    }

    private static func kind(_ node: OpaquePointer) -> String { String(cString: cmark_node_get_type_string(node)) }
}

// MARK: Links and images

extension MarkdownWriter {
    private static func address(_ node: OpaquePointer) -> String { cmark_node_get_url(node).map { String(cString: $0) } ?? "" }

    private mutating func openLink(_ node: OpaquePointer) {
        let address = MarkdownAddress(Self.address(node))
        link = (address, "")
        if let address { markup += "<a href=\"\(HTML.escaped(address.text))\" rel=\"noopener noreferrer nofollow\">" }
    }

    private mutating func closeLink(_ node: OpaquePointer) {
        guard let link else { return }
        self.link = nil
        guard let address = link.address else {
            markup += " <span class=\"markdown-address\">(\(HTML.escaped(Self.address(node))))</span>"
            return
        }
        if HTML.escaped(link.words).trimmed.isEmpty {
            markup += "\(HTML.escaped(address.text))</a>"
        } else if address.isSaid(by: link.words) {
            markup += "</a>"
        } else {
            markup += "</a> <span class=\"markdown-address\">(\(HTML.escaped(address.place)))</span>"
        }
    }

    private mutating func enterInImage(_ node: OpaquePointer) {
        switch cmark_node_get_type(node) {
        case CMARK_NODE_IMAGE: images += 1
        case CMARK_NODE_TEXT, CMARK_NODE_CODE, CMARK_NODE_HTML_INLINE: text(Self.literal(node))
        case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: text(" ")
        default: break
        }
    }

    private mutating func leaveInImage(_ node: OpaquePointer) {
        guard cmark_node_get_type(node) == CMARK_NODE_IMAGE else { return }
        images -= 1
        guard images == 0 else { return }
        markup += " <span class=\"markdown-address\">(\(HTML.escaped(Self.address(node))))</span></span>"
    }
}

// MARK: Tables and strike-through

extension MarkdownWriter {
    private mutating func enterExtension(_ node: OpaquePointer) {
        switch Self.kind(node) {
        case "strikethrough": markup += "<del>"
        case "table":
            columns = Self.classes(node)
            // A wide table is scrolled by itself, also by keyboard.
            say("<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"\(Phrase.table)\"><table>")
        case "table_header":
            (isInHead, column) = (true, 0)
            markup += "<thead><tr>"
        case "table_row":
            (isInHead, column) = (false, 0)
            markup += cmark_node_previous(node).map(Self.kind) == "table_header" ? "<tbody><tr>" : "<tr>"
        case "table_cell":
            let alignment = column < columns.count ? columns[column] : HTML()
            column += 1
            say(isInHead ? "<th scope=\"col\"\(alignment)>" : "<td\(alignment)>")
        default: break
        }
    }

    private mutating func leaveExtension(_ node: OpaquePointer) {
        switch Self.kind(node) {
        case "strikethrough": markup += "</del>"
        case "table":
            let hasRows = cmark_node_last_child(node).map(Self.kind) == "table_row"
            markup += hasRows ? "</tbody></table></div>" : "</table></div>"
        case "table_header": markup += "</tr></thead>"
        case "table_row": markup += "</tr>"
        case "table_cell": markup += cmark_node_parent(node).map(Self.kind) == "table_header" ? "</th>" : "</td>"
        default: break
        }
    }

    private static func classes(_ table: OpaquePointer) -> [HTML] {
        guard let alignments = cmark_gfm_extensions_get_table_alignments(table) else { return [] }
        return (0..<Int(cmark_gfm_extensions_get_table_columns(table))).map { index in
            switch alignments[index] {
            case UInt8(ascii: "r"): " class=\"at-end\""
            case UInt8(ascii: "c"): " class=\"at-middle\""
            default: HTML()
            }
        }
    }
}

extension Phrase {
    fileprivate static let image = Phrase("Image, not loaded", "圖片（不載入）", "图片（不加载）")
    fileprivate static let table = Phrase("Table", "表格", "表格")
    fileprivate static let done = Phrase("Done", "已完成", "已完成")
    fileprivate static let open = Phrase("Not done", "未完成", "未完成")
}
