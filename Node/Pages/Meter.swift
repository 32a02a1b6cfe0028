/// How much of a room is taken, as a bar: storage, a queue.
///
/// Classes: `meter` with `is-fine`, `is-high` (from 80 %) or `is-full` (from 95 %); `meter-room` (the whole bar), `meter-used` (what is taken).
public struct Meter: Drawing {
    public enum Unit: Sendable {
        /// Written in KiB, MiB, GiB and TiB.
        case octets
        case number
    }

    private let name: Phrase
    private let used: Int
    private let room: Int
    private let unit: Unit

    /// - Parameters:
    ///   - name: what is measured: "Storage".
    ///   - used: not below nothing; more than there is room for is drawn as full and written as it is.
    ///   - room: nothing means that there is no room.
    public init(_ name: Phrase, used: Int, of room: Int, unit: Unit) {
        self.name = name
        self.used = max(0, used)
        self.room = max(0, room)
        self.unit = unit
    }

    /// Whole per cent, rounded down, so that 100 is said of what is full alone.
    var percent: Int {
        guard room > 0 else { return 100 }
        let (share, rest) = UInt64(room).dividingFullWidth(UInt64(min(used, room)).multipliedFullWidth(by: 100))
        return rest < UInt64(room) ? Int(share) : 100
    }

    public var picture: HTML {
        let length = used == 0 ? 0 : max(2, 396 * Double(percent) / 100)
        let content: HTML = """
            <rect class="meter-room" x="2" y="2" width="396" height="16" rx="4" fill="none" stroke="currentColor"/>\
            <rect class="meter-used" x="2" y="2" width="\(Figure.place(length))" height="16" rx="4"/>
            """
        let level: HTML = percent >= 95 ? "is-full" : percent >= 80 ? "is-high" : "is-fine"
        return Canvas(className: "meter \(level)", width: 400, height: 20, name: name, summary: sentence).around(content)
    }

    public var words: HTML { "<p>\(name): \(sentence)</p>" }

    /// The bar with its words below it: there is too little of them to fold up.
    public var figure: HTML { "<figure class=\"drawing\">\(picture)\(words)</figure>" }

    private var sentence: Phrase {
        let (taken, whole) = (written(used), written(room))
        return Phrase("\(taken) of \(whole), \(percent) %", "已用 \(taken)，共 \(whole)（\(percent)%）", "已用 \(taken)，共 \(whole)（\(percent)%）")
    }

    private func written(_ value: Int) -> String {
        guard unit == .octets else { return Figure.grouped(value) }
        for (name, shift) in [("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10)] where value >> shift > 0 {
            let whole = value >> shift
            let tenth = ((value & ((1 << shift) - 1)) * 10) >> shift
            return whole < 100 ? "\(whole).\(tenth) \(name)" : "\(Figure.grouped(whole)) \(name)"
        }
        return "\(value) B"
    }
}
