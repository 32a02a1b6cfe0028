import Pages
import Policy

/// How items stand in lists, and what pages write of one the same everywhere.
extension ZonePages {
    /// An item in a list: its title as a link, and what is known of it on a line.
    ///
    /// - Parameter level: of the title as a heading, 2 or 3.
    func entry(_ item: PublicItem, level: Int, more: HTML = "") -> HTML {
        let (open, close): (HTML, HTML) = level == 2 ? ("<h2>", "</h2>") : ("<h3>", "</h3>")
        let topic = item.topic.map { "<span class=\"tag\">\($0.name)</span>" as HTML } ?? ""
        return """
            <li><article>\(open)<a href="\(path(.item(item.id)))">\(title(item, octetsMax: PublicZoneLimits.listedTitleOctetsMax))</a>\(close)
            <p class="facts"><span>\(Label(item.author, octetsMax: PublicZoneLimits.listedNameOctetsMax).isolated)</span> \
            \(ZoneTime.element(item.published)) \(topic)\(" <span class=\"tag\">\(.featured)</span>", if: item.isFeatured)</p>\(more)</article></li>

            """
    }

    func entries(_ items: [PublicItem], level: Int) -> HTML {
        "<ol class=\"items\">\n\(items.map { entry($0, level: level) })</ol>\n"
    }

    /// The title in the language of the page where it is translated, else as its author wrote it; one that shows nothing has a name all the
    /// same, so that its link can be followed.
    func title(_ item: PublicItem, octetsMax: Int = PagesLimits.labelOctetsMax) -> HTML {
        if let translation = translation(of: item), !Label(translation.title, octetsMax: octetsMax).isEmpty {
            return
                "<bdi lang=\"\(Self.tag(translation.language) ?? language.rawValue)\">\(Label(translation.title, octetsMax: octetsMax).html)</bdi>"
        }
        return Self.original(item.title, octetsMax: octetsMax)
    }

    /// The title as its author wrote it.
    static func original(_ title: String, octetsMax: Int = PagesLimits.labelOctetsMax) -> HTML {
        let label = Label(title, octetsMax: octetsMax)
        return label.isEmpty ? "<bdi>\(.untitled)</bdi>" : label.isolated
    }

    /// The translation into the language of the page: by its exact name first, else a region's (`zh-HK` for Traditional Chinese).
    func translation(of item: PublicItem) -> PublicItemTranslation? {
        item.translations.first { $0.language == language.rawValue } ?? item.translations.first { Language(tag: $0.language) == language }
    }

    /// A language's name as an attribute may carry it; `nil` for what is none (RFC 5646: letters, digits and hyphens, 35 at most).
    static func tag(_ text: String) -> String? {
        let isTag =
            (2...35).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D }
        return isTag ? text : nil
    }

    /// An author's article, whose highest heading becomes the given level, 2 to 6: many begin with the second, and a level that is passed over
    /// is a step that who listens to the page looks for.
    static func article(_ text: String, headingsFrom level: Int) -> HTML {
        var highest = 7
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
            let marks = line.prefix { $0 == UInt8(ascii: "#") }.count
            if (1...6).contains(marks) { highest = min(highest, marks) }
            // A line of these makes the one before it a heading of the first level.
            if line.first == UInt8(ascii: "=") { highest = 1 }
        }
        return Markdown(text).html(headingsFrom: highest == 7 ? level : max(1, level - highest + 1))
    }

    /// A mark in the colours of TLP 2.0, and in letters.
    static func mark(_ tlp: TLP) -> HTML { "<span class=\"mark clear\">\(tlp.displayName)</span>" }

    static func mark(_ pap: PAP) -> HTML { "<span class=\"mark pap\">\(pap.displayName)</span>" }

    /// Other names that look like this one, as far as they are told; what is not this name is somebody else's.
    static func lookAlikes(of name: String, in network: PublicNetwork) -> [String] {
        guard let group = network.alikeNames.first(where: { $0.contains(name) }) else { return [] }
        return group.filter { $0 != name }
    }

    /// A note that other names look like one, each with what tells them apart.
    static func lookAlikeNote(_ name: String, _ others: [String]) -> HTML {
        guard !others.isEmpty else { return "" }
        let shown = others.prefix(PublicZoneLimits.alikeNamesShownMax)
        let names = shown.map { "<li><bdi>\(Label($0, octetsMax: PublicZoneLimits.listedNameOctetsMax).html)</bdi></li>\n" as HTML }
        return """
            <div class="notice warn"><p>\(.looksAlike)</p><ul>\(names)</ul></div>

            """
    }
}

/// Moments as the pages write them: UTC, the same in every language.
enum ZoneTime {
    static func element(_ second: Int64) -> HTML {
        let moment = UTCMoment(second)
        return "<time datetime=\"\(moment.machineText)\">\(moment.text) UTC</time>"
    }

    static func day(_ second: Int64) -> HTML {
        let moment = UTCMoment(second)
        return "<time datetime=\"\(moment.dateText)\">\(moment.dateText)</time>"
    }

    /// A month such as "2026-11" as people write it; the text itself where it is no month.
    static func name(ofMonth text: String) -> Phrase {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let year = Int(parts[0]), let month = Int(parts[1]), (1...12).contains(month) else {
            return Phrase(verbatim: Label(text, octetsMax: PublicZoneLimits.listedNameOctetsMax).text)
        }
        return Phrase("\(months[month - 1]) \(year)", "\(year)年\(month)月", "\(year)年\(month)月")
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ]
}

extension Topic {
    var name: Phrase {
        switch self {
        case .threats: Phrase("Threats", "威脅", "威胁")
        case .mitigation: Phrase("Mitigation", "緩解措施", "缓解措施")
        case .bestPractice: Phrase("Best practice", "良好作業方式", "最佳实践")
        }
    }
}

extension Phrase {
    static let untitled = Phrase("Untitled", "無標題", "无标题")
    static let featured = Phrase("Featured", "精選", "精选")
    static let looksAlike = Phrase(
        "Other members have names that look like this one, or nearly so. Go by the identifier of the organisation and its items, not by the name alone:",
        "另有成員的名稱與此名稱外觀相同或極為相似。請以機構識別碼及其項目為準，不要單憑名稱判斷：",
        "另有成员的名称与此名称外观相同或极为相似。请以机构标识符及其条目为准，不要单凭名称判断：")

    /// "1 item", "2 items".
    static func itemCount(_ count: Int64) -> Phrase {
        let figure = Figure.grouped(Int(clamping: count))
        return Phrase(count == 1 ? "1 item" : "\(figure) items", "\(figure) 個項目", "\(figure) 个条目")
    }

    static func organisationCount(_ count: Int) -> Phrase {
        let figure = Figure.grouped(count)
        return Phrase(count == 1 ? "1 organisation" : "\(figure) organisations", "\(figure) 間機構", "\(figure) 家机构")
    }

    /// "229 representatives from 81 organisations", as far as it is known.
    static func membership(_ network: PublicNetwork) -> Phrase {
        guard let people = network.representatives else { return organisationCount(network.organisations) }
        let (representatives, organisations) = (Figure.grouped(people), Figure.grouped(network.organisations))
        return Phrase(
            "\(representatives) \(people == 1 ? "representative" : "representatives") from \(organisations) \(network.organisations == 1 ? "organisation" : "organisations")",
            "來自 \(organisations) 間機構的 \(representatives) 名代表", "来自 \(organisations) 家机构的 \(representatives) 名代表")
    }

    /// Ends a sentence that is put together of pieces.
    static let fullStop = Phrase(".", "。", "。")
    static let openBracket = Phrase(" (", "（", "（")
    static let closedBracket = Phrase(")", "）", "）")

    static func andMore(_ count: Int) -> Phrase {
        let figure = Figure.grouped(count)
        return Phrase("and \(figure) more", "另有 \(figure) 項", "另有 \(figure) 项")
    }
}
