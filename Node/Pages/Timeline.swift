/// What happened to something, and when: marks on lanes over time, one lane for each kind of event.
///
/// Classes: `timeline`; `timeline-grid` (line), `timeline-text`; `timeline-mark`, whose shape has one of `event-made`,
/// `event-received`, `event-published`, `event-corrected`, `event-retracted`, `event-sighted` (colour). In words: `timeline-events`, a list, latest last.
public struct Timeline: Drawing {
    public enum Kind: String, CaseIterable, Sendable {
        case made, received, published, corrected, retracted, sighted
    }

    public struct Event: Sendable {
        /// Seconds since 1970, UTC.
        public var second: Int64
        public var kind: Kind
        /// What happened, in somebody's words or a name.
        public var text: String

        public init(second: Int64, kind: Kind, text: String) {
            self.second = second
            self.kind = kind
            self.text = text
        }
    }

    private let name: Phrase
    private let events: [Event]
    private let labels: [Label]
    private let eventsLeftOut: Int

    /// - Parameter name: what the picture shows: "History of this item".
    public init(_ name: Phrase, events: [Event]) {
        self.name = name
        let range = UTCMoment.secondFirst...UTCMoment.secondLast
        let inOrder = events.enumerated().map { offset, event in
            // A time that no calendar writes is drawn at the end of time.
            let second = min(max(event.second, range.lowerBound), range.upperBound)
            return (offset: offset, event: Event(second: second, kind: event.kind, text: event.text))
        }.sorted { ($0.event.second, $0.offset) < ($1.event.second, $1.offset) }
        let latest = inOrder.suffix(PagesLimits.timelineEventsMax).map(\.event)
        let share = Label.share(of: PagesLimits.labelsOctetsMax, for: latest.count)
        self.events = latest
        labels = latest.map { Label($0.text, octetsMax: share) }
        eventsLeftOut = max(0, events.count - PagesLimits.timelineEventsMax)
    }

    public var picture: HTML {
        let lanes = Kind.allCases.filter { kind in events.contains { $0.kind == kind } }
        let (width, left, right, pitch) = (400, 84.0, 390.0, 30.0)
        let bottom = 10 + pitch * Double(max(lanes.count, 1))
        let axis = TimeAxis(from: events.first?.second ?? 0, to: events.last?.second ?? 0)
        func x(_ second: Int64) -> Double { left + (right - left) * axis.share(of: second) }
        var content = HTML()
        for tick in events.isEmpty ? [] : axis.ticks {
            content += """
                <path class="timeline-grid" fill="none" d="M\(Figure.place(x(tick))) 6V\(Figure.place(bottom))"/>\
                <text class="timeline-text" x="\(Figure.place(min(max(x(tick), left), right - 26)))" y="\(Figure.place(bottom + 16))" \
                font-size="13" text-anchor="middle">\(axis.label(of: tick))</text>
                """
        }
        for (index, kind) in lanes.enumerated() {
            let y = 10 + pitch * (Double(index) + 0.5)
            content += """
                <text class="timeline-text" x="4" y="\(Figure.place(y + 4.5))" font-size="13">\(kind.name)</text>\
                <path class="timeline-grid" fill="none" d="M\(Figure.place(left)) \(Figure.place(y))H\(Figure.place(right))"/>
                """
            content += marks(of: kind, y: y, x: x)
        }
        return Canvas(className: "timeline", width: width, height: Int(bottom) + 26, name: name, summary: summary).around(content)
    }

    /// Marks of a lane; those that would cover each other are one, with their number.
    private func marks(of kind: Kind, y: Double, x: (Int64) -> Double) -> HTML {
        var groups: [(x: Double, first: Int, count: Int)] = []
        for index in events.indices where events[index].kind == kind {
            let place = x(events[index].second)
            if let last = groups.last, place - last.x < 15 {
                groups[groups.count - 1].count += 1
            } else {
                groups.append((place, index, 1))
            }
        }
        var html = HTML()
        for group in groups {
            let more: HTML = " … (\(group.count))"
            let count: HTML = "<text class=\"timeline-text\" y=\"-9\" font-size=\"11\" text-anchor=\"middle\">\(group.count)</text>"
            html += """
                <g class="timeline-mark" transform="translate(\(Figure.place(group.x)) \(Figure.place(y)))">\
                <title>\(UTCMoment(events[group.first].second).text): \(labels[group.first].html)\(more, if: group.count > 1)</title>\
                <path class="\(kind.className)" d="\(kind.outline)"/>\(count, if: group.count > 1)</g>
                """
        }
        return html
    }

    public var words: HTML {
        guard !events.isEmpty else { return "<p>\(Phrase.nothingYet)</p>" }
        let items = zip(events, labels).map { event, label -> HTML in
            let moment = UTCMoment(event.second)
            return """
                <li><time datetime="\(moment.machineText)">\(moment.text) UTC</time> <span class="timeline-kind">\(event.kind.name)</span> \
                \(label.isolated)</li>
                """
        }
        let left: HTML = "<p class=\"note\">\(Phrase.earlier): \(eventsLeftOut)</p>"
        return "\(left, if: eventsLeftOut > 0)<ol class=\"timeline-events\">\(items)</ol>"
    }

    private var summary: Phrase {
        guard let first = events.first, let last = events.last else { return .nothingYet }
        let (count, from, to) = (Figure.grouped(events.count), UTCMoment(first.second).text, UTCMoment(last.second).text)
        return Phrase(
            "\(count) events, \(from) to \(to) UTC.", "\(count) 個事件，由 \(from) 至 \(to)（UTC）。", "\(count) 个事件，从 \(from) 到 \(to)（UTC）。")
    }
}

extension Timeline.Kind {
    public var name: Phrase {
        switch self {
        case .made: Phrase("Made", "建立", "创建")
        case .received: Phrase("Received", "收到", "收到")
        case .published: Phrase("Published", "公開", "公开")
        case .corrected: Phrase("Corrected", "更正", "更正")
        case .retracted: Phrase("Retracted", "撤回", "撤回")
        case .sighted: Phrase("Sighted", "發現", "发现")
        }
    }

    fileprivate var className: HTML {
        switch self {
        case .made: "event-made"
        case .received: "event-received"
        case .published: "event-published"
        case .corrected: "event-corrected"
        case .retracted: "event-retracted"
        case .sighted: "event-sighted"
        }
    }

    /// Around 0 0, some 12 units wide; each kind its own.
    fileprivate var outline: HTML {
        switch self {
        case .made: "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z"
        case .received: "M0 6.5L6.5-5.5H-6.5z"
        case .published: "M-2-6.5h4v4.5h4.5v4h-4.5v4.5h-4v-4.5h-4.5v-4h4.5z"
        case .corrected: "M0-7L7 0L0 7L-7 0z"
        case .retracted: "M-6-3.5L-3.5-6L0-2.5L3.5-6L6-3.5L2.5 0L6 3.5L3.5 6L0 2.5L-3.5 6L-6 3.5L-2.5 0z"
        case .sighted: "M-5.5-5.5H5.5V5.5H-5.5z"
        }
    }
}

extension Phrase {
    fileprivate static let earlier = Phrase("Earlier events that are not shown", "未顯示的較早事件", "未显示的较早事件")
}
