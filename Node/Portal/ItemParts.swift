import Exchange
import Pages

/// How items stand in lists: the same everywhere.
enum ItemParts {
    /// A mark in the colours of TLP 2.0, and in letters.
    static func mark(_ tlp: String) -> HTML {
        let name: HTML =
            switch tlp {
            case "TLP:CLEAR": "clear"
            case "TLP:GREEN": "green"
            case "TLP:AMBER": "amber"
            case "TLP:AMBER+STRICT": "amber strict"
            case "TLP:RED": "red"
            default: "none"
            }
        return tlp.isEmpty ? "" : "<span class=\"mark \(name)\">\(tlp)</span>"
    }

    static func title(_ item: ItemReport, _ visitor: Visitor) -> HTML {
        // What RED is about is told to those who have just shown who they are.
        if item.tlp == "TLP:RED", !visitor.isStepped { return "<em>\(.redTitle)</em>" }
        guard item.title.contains(where: { !$0.isWhitespace }) else { return "<em>\(.untitled)</em>" }
        return "<bdi>\(item.title)</bdi>"
    }

    static func list(_ items: [ItemReport], _ visitor: Visitor, newSince: String? = nil) -> HTML {
        "<ol class=\"items\">\(items.map { entry($0, visitor, newSince) })</ol>\n"
    }

    private static func entry(_ item: ItemReport, _ visitor: Visitor, _ newSince: String?) -> HTML {
        let isNew = newSince.map { item.received > $0 } ?? false
        return """
            <li><article>
            <h3><a href="/items/\(item.id)">\(title(item, visitor))</a>\(" <span class=\"new\">\(.new)</span>", if: isNew)</h3>
            <p class="facts">\(mark(item.tlp)) \(mark(pap: item.pap))<span><bdi>\(item.author)</bdi></span> <span>\(audience(item.group))</span> \
            \(Clock.element(item.received))\(state(item.state))</p>
            </article></li>

            """
    }

    static func mark(pap: String) -> HTML { pap.isEmpty ? "" : "<span class=\"mark pap\">\(pap)</span> " }

    /// A group as people say it.
    static func audience(_ group: String) -> HTML {
        switch group {
        case "everyone": "\(.everyone)"
        case "named recipients": "\(.namedOrganisations)"
        case "members": "\(.allMembers)"
        case _ where group.hasPrefix("sector:"): "\(.sector) <bdi>\(group.dropFirst("sector:".count))</bdi>"
        default: "<bdi>\(group)</bdi>"
        }
    }

    static func state(_ state: String) -> HTML {
        switch state {
        case "quarantined": " <span class=\"tag warn\">\(.quarantined)</span>"
        case "for named representatives": " <span class=\"tag\">\(.forNamed)</span>"
        case "ended": " <span class=\"tag\">\(.ended)</span>"
        default: ""
        }
    }

    /// "12.3 kB".
    static func size(_ octets: Int64) -> String {
        let units = ["B", "kB", "MB", "GB", "TB"]
        var (value, unit) = (Double(max(octets, 0)), 0)
        while value >= 1_000, unit < units.count - 1 {
            value /= 1_000
            unit += 1
        }
        let tenths = Int((value * 10).rounded())
        return unit == 0 || tenths >= 1_000 ? "\(Int(value.rounded())) \(units[unit])" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}

extension Phrase {
    static let redTitle = Phrase("TLP:RED: opens after your second step", "TLP:RED：完成第二步驗證後開啟", "TLP:RED：完成第二步验证后打开")
    static let untitled = Phrase("Untitled", "無標題", "无标题")
    static let new = Phrase("new", "新", "新")
    static let everyone = Phrase("everyone", "所有人", "所有人")
    static let allMembers = Phrase("all members", "所有成員", "所有成员")
    static let sector = Phrase("sector", "界別", "行业")
    static let quarantined = Phrase("in quarantine", "已隔離", "已隔离")
    static let forNamed = Phrase("for named representatives", "供指定代表查閱", "供指定代表查阅")
    static let ended = Phrase("no longer shown", "已不再顯示", "已不再显示")
}
