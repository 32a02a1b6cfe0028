/// Which techniques of ATT&CK something uses: only tactics with one, each technique with how often it is named.
///
/// The picture is an overview, one row a tactic and one square a technique; the words are the matrix itself: a list of columns that the style sheet
/// puts beside each other where there is room. Classes: `matrix-map` (the picture), `matrix-text`, `matrix-cell` with `level-1` to `level-4`
/// (how often, beside the most frequent); `matrix` (list of columns), `matrix-tactic` (heading of a column), `matrix-techniques` (list in it),
/// `matrix-count`.
public struct AttackMatrix: Drawing {
    public struct Technique: Sendable {
        /// "T1059.001".
        public var id: String
        public var name: String
        /// How often it is named; what is not named is not in the matrix.
        public var count: Int
        /// Where its page is: a path of these pages. Anything else is not linked.
        public var path: String?

        public init(id: String, name: String, count: Int, path: String? = nil) {
            self.id = id
            self.name = name
            self.count = count
            self.path = path
        }
    }

    public struct Tactic: Sendable {
        public var name: String
        public var techniques: [Technique]

        public init(name: String, techniques: [Technique]) {
            self.name = name
            self.techniques = techniques
        }
    }

    private let name: Phrase
    private let tactics: [Tactic]
    private let isCut: Bool
    private let most: Int
    /// Octets of markup of a name.
    private let share: Int

    /// - Parameters:
    ///   - name: what it shows: "Techniques in this item".
    ///   - tactics: in the order of the matrix.
    public init(_ name: Phrase, tactics: [Tactic]) {
        self.name = name
        var (kept, room) = ([Tactic](), PagesLimits.techniquesMax)
        var left = 0
        for tactic in tactics {
            let used = tactic.techniques.filter { $0.count > 0 }
            guard !used.isEmpty else { continue }
            let shown = kept.count < PagesLimits.tacticsMax ? Array(used.prefix(room)) : []
            left += used.count - shown.count
            room -= shown.count
            if !shown.isEmpty { kept.append(Tactic(name: tactic.name, techniques: shown)) }
        }
        self.tactics = kept
        isCut = left > 0
        share = Label.share(of: PagesLimits.labelsOctetsMax, for: kept.reduce(0) { $0 + 1 + $1.techniques.count })
        most = kept.flatMap(\.techniques).map(\.count).max() ?? 1
    }

    public var picture: HTML {
        let (width, left, cell, inRow) = (400, 150.0, 20.0, 12)
        var (content, y) = (HTML(), 6.0)
        for tactic in tactics {
            let label = Label(tactic.name, octetsMax: share)
            content += """
                <g><title>\(label.html) (\(tactic.techniques.count))</title>\
                <text class="matrix-text" x="4" y="\(Figure.place(y + 13))" font-size="13">\(label.fitted(to: (left - 10) / 13).html)</text></g>
                """
            for (index, technique) in tactic.techniques.enumerated() {
                if index > 0, index.isMultiple(of: inRow) { y += cell }
                content += square(technique, x: left + Double(index % inRow) * cell, y: y)
            }
            y += cell + 6
        }
        return Canvas(className: "matrix-map", width: width, height: Int(y) + 6, name: name, summary: summary).around(content)
    }

    private func square(_ technique: Technique, x: Double, y: Double) -> HTML {
        let count: HTML = """
            <text class="matrix-text" x="\(Figure.place(x + 8.5))" y="\(Figure.place(y + 12.5))" font-size="11" text-anchor="middle">\
            \(technique.count > 99 ? "99" : "\(technique.count)")</text>
            """
        return """
            <g class="matrix-cell \(level(technique.count))"><title>\(said(technique))</title>\
            <rect x="\(Figure.place(x))" y="\(Figure.place(y))" width="17" height="17" rx="2" fill="none" stroke="currentColor"/>\
            \(count, if: technique.count > 1)</g>
            """
    }

    private func said(_ technique: Technique) -> HTML {
        let count: HTML = " ×\(Figure.grouped(technique.count))"
        return "\(Label(technique.id, octetsMax: 64).html) \(Label(technique.name, octetsMax: share).html)\(count, if: technique.count > 1)"
    }

    private func level(_ count: Int) -> HTML {
        switch Axis.ratio(count, to: most) {
        case ..<0.26: most < 4 ? "level-2" : "level-1"
        case ..<0.51: "level-2"
        case ..<0.76: "level-3"
        default: "level-4"
        }
    }

    public var words: HTML {
        guard !tactics.isEmpty else { return "<p>\(Phrase.nothingYet)</p>" }
        let columns = tactics.map { tactic -> HTML in
            let cells = tactic.techniques.map { technique -> HTML in
                let count: HTML = " <span class=\"matrix-count\">×\(Figure.grouped(technique.count))</span>"
                let name: HTML =
                    "<code>\(Label(technique.id, octetsMax: 64).html)</code> \(Label(technique.name, octetsMax: share).isolated)"
                let path = technique.path.flatMap(LocalPath.init)?.text
                let linked: HTML = path.map { "<a href=\"\($0)\">\(name)</a>" } ?? name
                return "<li class=\"matrix-cell \(level(technique.count))\">\(linked)\(count, if: technique.count > 1)</li>"
            }
            return """
                <li><span class="matrix-tactic">\(Label(tactic.name, octetsMax: share).isolated) (\(tactic.techniques.count))</span>\
                <ul class="matrix-techniques">\(cells)</ul></li>
                """
        }
        let cut: HTML = "<p class=\"note\">\(Phrase.moreTechniques)</p>"
        return "<ul class=\"matrix\">\(columns)</ul>\(cut, if: isCut)"
    }

    /// The matrix with its overview: here the words are what is read, and are not folded up.
    public var figure: HTML { "<figure class=\"drawing\">\(picture, if: !tactics.isEmpty)\(words)</figure>" }

    private var summary: Phrase {
        let (columns, cells) = (Figure.grouped(tactics.count), Figure.grouped(tactics.reduce(0) { $0 + $1.techniques.count }))
        return Phrase("\(cells) techniques of \(columns) tactics.", "\(columns) 個戰術階段，\(cells) 項技術。", "\(columns) 个战术阶段，\(cells) 项技术。")
    }
}

extension Phrase {
    fileprivate static let moreTechniques = Phrase("There are more techniques than are shown.", "尚有其他技術未顯示。", "还有其他技术未显示。")
}
