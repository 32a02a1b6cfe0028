import Exchange
import Foundation
import Pages

/// Who can open an item, or could.
enum AudienceView {
    static func list(_ audience: AudienceReport) -> HTML {
        guard audience.kind != "everyone" else { return "<p>\(.anybodyReads)</p>" }
        let shown = audience.organisations.prefix(PortalLimits.namesShownMax)
        let rest = audience.organisations.count - shown.count
        return """
            <p>\(ItemParts.audience(audience.group)): \(.organisationCount(audience.organisations.count))</p>
            \(names(Array(shown)))\("<p class=\"fine\">\(.andMore(rest))</p>", if: rest > 0)
            \("<h3>\(.onlyThese)</h3>\(names(audience.people))", if: !audience.people.isEmpty)
            \("<h3>\(.withoutKey)</h3>\(list(audience.without.map(withoutKey)))", if: !audience.without.isEmpty)
            \("<p class=\"fine\">\(.keptSealed) \(audience.mailboxes.joined(separator: ", "))</p>", if: !audience.mailboxes.isEmpty)
            """
    }

    private static func names(_ names: [String]) -> HTML { list(names.map { "<bdi>\($0)</bdi>" }) }

    /// A list that is long folds up.
    private static func list(_ entries: [HTML]) -> HTML {
        let list: HTML = "<ul class=\"names\">\(entries.map { "<li>\($0)</li>" as HTML })</ul>"
        return entries.count <= 20 ? list : "<details><summary>\(.showAll)</summary>\(list)</details>"
    }

    /// "City Telecom: suspended": a name, and why it has no key.
    static func withoutKey(_ entry: String) -> HTML {
        guard let colon = entry.range(of: ": ", options: .backwards) else { return "<bdi>\(entry)</bdi>" }
        return "<bdi>\(entry[..<colon.lowerBound])</bdi>: \(Phrase(withoutKey: String(entry[colon.upperBound...])))"
    }
}

/// What became of an item, as a picture and in words.
enum HistoryView {
    static func list(_ history: HistoryReport, current: String) -> HTML {
        let lines = history.events.suffix(50).map { event -> HTML in
            let here: HTML = event.id == current ? " <span class=\"tag\">\(.thisOne)</span>" : ""
            let title: HTML = event.title.isEmpty ? "" : " <bdi>\(event.title)</bdi>"
            let link: HTML =
                event.kind == "version" || event.kind == "re-share" ? "<a href=\"/items/\(event.id)\">\(kind(event))</a>" : kind(event)
            return """
                <li>\(Clock.element(event.received)) \(link)\(here)\(title) <span class="fine"><bdi>\(event.author)</bdi></span>\
                \("<br><span class=\"fine\">\(.appliedBy) \(event.receipts.joined(separator: "; "))</span>", if: !event.receipts.isEmpty)</li>

                """
        }
        return "\(timeline(history), if: history.events.count > 1)<ol class=\"history\">\(lines)</ol>"
    }

    private static func timeline(_ history: HistoryReport) -> HTML {
        let events = history.events.suffix(50).compactMap { event -> Timeline.Event? in
            guard let date = try? Date(event.received, strategy: .iso8601) else { return nil }
            let kind: Timeline.Kind =
                switch event.kind {
                case "version": event.id == history.events.first?.id ? .received : .corrected
                case "re-share": .received
                default: .retracted
                }
            return Timeline.Event(
                second: Int64(date.timeIntervalSince1970), kind: kind, text: event.title.isEmpty ? event.author : event.title)
        }
        return Timeline(.versions, events: events).picture
    }

    private static func kind(_ event: HistoryEvent) -> HTML {
        switch (event.kind, event.state) {
        case ("version", "replaced"): "\(.versionReplaced)"
        case ("version", "withdrawn"): "\(.versionWithdrawn)"
        case ("version", "moved"): "\(.versionMoved)"
        case ("version", "expired"): "\(.versionExpired)"
        case ("version", _): "\(.versionCurrent)"
        case ("re-share", _): "\(.reshared)"
        case ("retraction", _): "\(.retraction)"
        case ("declassification", _): "\(.declassification)"
        default: "<bdi>\(event.kind)</bdi>"
        }
    }
}

extension Phrase {
    static let anybodyReads = Phrase("Anybody: it is public.", "任何人：此項目為公開。", "任何人：此条目为公开。")
    static func organisationCount(_ count: Int) -> Phrase {
        count == 1 ? Phrase("1 organisation", "1 個機構", "1 个机构") : Phrase("\(count) organisations", "\(count) 個機構", "\(count) 个机构")
    }
    static let onlyThese = Phrase("Only these representatives", "只限以下代表", "仅限以下代表")
    static let withoutKey = Phrase("Members who cannot open it", "無法開啟的成員", "无法打开的成员")
    static let keptSealed = Phrase("Kept sealed, without being able to read it, by:", "以下機構代存密文但無法閱讀：", "以下机构代存密文但无法阅读：")
    static let showAll = Phrase("Show all", "顯示全部", "显示全部")
    static let thisOne = Phrase("this one", "本項", "本项")
    static let appliedBy = Phrase("Applied by", "已執行：", "已执行：")
    static let versionCurrent = Phrase("Version, current", "版本（現行）", "版本（当前）")
    static let versionReplaced = Phrase("Version, replaced", "版本（已取代）", "版本（已取代）")
    static let versionWithdrawn = Phrase("Version, taken back", "版本（已撤回）", "版本（已撤回）")
    static let versionMoved = Phrase("Version, lives on elsewhere", "版本（已移至別處）", "版本（已移至别处）")
    static let versionExpired = Phrase("Version, expired", "版本（已過期）", "版本（已过期）")
    static let reshared = Phrase("Shared again", "再次分享", "再次分享")
    static let retraction = Phrase("Taken back", "撤回", "撤回")
    static let declassification = Phrase("Shared more widely", "擴大分享範圍", "扩大分享范围")
}
