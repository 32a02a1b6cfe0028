/// Numbers by day, month or category, as bars.
///
/// Bars stand when their order is time, and lie, each under its name, when they are things with names. Classes: `plot`, `plot-grid` (line), `plot-text`
/// (words on the axes), `plot-bar`; a bar of nothing is not drawn.
public struct BarPlot: Drawing {
    public enum Form: Sendable {
        /// Over time: the latest are drawn.
        case standing
        /// By category: the first are drawn.
        case lying
    }

    public struct Bar: Sendable {
        /// What it counts, whole: "29 November 2026", "Ransomware".
        public var name: String
        /// The same in a few letters, for the axis under standing bars: "29.11.".
        public var shortName: String
        /// Not below nothing.
        public var value: Int

        public init(name: String, shortName: String? = nil, value: Int) {
            self.name = name
            self.shortName = shortName ?? name
            self.value = max(0, value)
        }
    }

    private let name: Phrase
    private let barHeading: Phrase
    private let valueHeading: Phrase
    private let form: Form
    private let bars: [Bar]
    private let barsGiven: Int

    /// - Parameters:
    ///   - name: what the picture shows: "Items received a day".
    ///   - barHeading: what a bar is: "Day".
    ///   - valueHeading: what is counted: "Items".
    public init(_ name: Phrase, barHeading: Phrase, valueHeading: Phrase, form: Form, bars: [Bar]) {
        self.name = name
        self.barHeading = barHeading
        self.valueHeading = valueHeading
        self.form = form
        barsGiven = bars.count
        self.bars =
            switch form {
            case .standing: Array(bars.suffix(PagesLimits.standingBarsMax))
            case .lying: Array(bars.prefix(PagesLimits.lyingBarsMax))
            }
    }

    public var picture: HTML {
        switch form {
        case .standing: standing
        case .lying: lying
        }
    }

    public var words: HTML {
        guard !bars.isEmpty else { return "<p>\(Phrase.nothingYet)</p>" }
        let rows = bars.map { bar -> HTML in
            "<tr><th scope=\"row\">\(Label(bar.name).isolated)</th><td class=\"at-end\">\(Figure.grouped(bar.value))</td></tr>"
        }
        let left: HTML = "<p>\(Phrase.barsLeftOut): \(barsGiven - bars.count)</p>"
        return """
            <table><caption>\(name)</caption><thead><tr><th scope="col">\(barHeading)</th><th scope="col" class="at-end">\(valueHeading)</th></tr></thead>\
            <tbody>\(rows)</tbody></table>\(left, if: barsGiven > bars.count)
            """
    }

    private var summary: Phrase {
        let (count, sum) = (bars.count, bars.reduce(0) { $0.addingReportingOverflow($1.value).partialValue })
        let most = bars.map(\.value).max() ?? 0
        let figures = (Figure.grouped(count), Figure.grouped(sum), Figure.grouped(most))
        return Phrase(
            "\(figures.0) bars, \(figures.1) together, at most \(figures.2).", "\(figures.0) 條，合共 \(figures.1)，最多 \(figures.2)。",
            "\(figures.0) 条，合计 \(figures.1)，最多 \(figures.2)。")
    }
}

// MARK: Standing bars

extension BarPlot {
    private var standing: HTML {
        let (width, height, left, right, top, bottom) = (400, 200, 44.0, 394.0, 10.0, 172.0)
        let axis = Axis(most: bars.map(\.value).max() ?? 0)
        func y(_ value: Int) -> Double { bottom - (bottom - top) * axis.share(of: value) }
        var content = HTML()
        for tick in axis.ticks {
            let place = Figure.place(y(tick))
            content += """
                <path class="plot-grid" fill="none" d="M\(Figure.place(left)) \(place)H\(Figure.place(right))"/>\
                <text class="plot-text" x="\(Figure.place(left - 5))" y="\(Figure.place(y(tick) + 4.5))" font-size="13" \
                text-anchor="end">\(Figure.short(tick))</text>
                """
        }
        let pitch = (right - left) / Double(max(bars.count, 1))
        for (index, bar) in bars.enumerated() where bar.value > 0 {
            // Something is never drawn as nothing.
            let barTop = min(y(bar.value), bottom - 1)
            content += """
                <rect class="plot-bar" x="\(Figure.place(left + pitch * (Double(index) + 0.12)))" y="\(Figure.place(barTop))" \
                width="\(Figure.place(max(pitch * 0.76, 1)))" height="\(Figure.place(bottom - barTop))">\
                <title>\(Label(bar.name).html): \(Figure.grouped(bar.value))</title></rect>
                """
        }
        content += axisNames(left: left, pitch: pitch, y: bottom + 18)
        return Canvas(className: "plot", width: width, height: height, name: name, summary: summary).around(content)
    }

    /// Names under the bars, as many as stand apart: each, each second, fifth, tenth …, counted from the latest.
    private func axisNames(left: Double, pitch: Double, y: Double) -> HTML {
        let most = left + pitch * Double(bars.count)
        let labels = bars.map { Label($0.shortName).fitted(to: 7).html }
        let widest = bars.map { min(Label.width(of: Label($0.shortName).text), 7) }.max() ?? 0
        let half = widest * 13 / 2
        // The last name is moved to the left until it is in the picture.
        let moved = max(0, half - pitch / 2 - 5)
        let step = Self.steps.first { pitch * Double($0) >= 2 * half + 8 + moved } ?? bars.count
        var names = HTML()
        for index in stride(from: bars.count - 1, through: 0, by: -max(step, 1)) {
            let middle = min(max(left + pitch * (Double(index) + 0.5), half), most - half + 5)
            names += """
                <text class="plot-text" x="\(Figure.place(middle))" y="\(Figure.place(y))" font-size="13" \
                text-anchor="middle">\(labels[index])</text>
                """
        }
        return names
    }

    private static let steps = [1, 2, 3, 5, 7, 10, 14, 15, 20, 30, 31, 62]
}

// MARK: Lying bars

extension BarPlot {
    private var lying: HTML {
        let (width, left, right, pitch) = (400, 4.0, 396.0, 36.0)
        let most = max(bars.map(\.value).max() ?? 0, 1)
        var content = HTML()
        for (index, bar) in bars.enumerated() {
            let y = Double(index) * pitch
            let figure = Figure.grouped(bar.value)
            let label = Label(bar.name).fitted(to: (right - left) / 13 - Label.width(of: figure) - 1).html
            content += """
                <g><title>\(Label(bar.name).html): \(figure)</title>\
                <text class="plot-text" x="\(Figure.place(left))" y="\(Figure.place(y + 15))" font-size="13">\(label)</text>\
                <text class="plot-text" x="\(Figure.place(right))" y="\(Figure.place(y + 15))" font-size="13" text-anchor="end">\(figure)</text>\
                <path class="plot-grid" fill="none" d="M\(Figure.place(left)) \(Figure.place(y + 29))H\(Figure.place(right))"/>
                """
            if bar.value > 0 {
                let length = max((right - left) * Axis.ratio(bar.value, to: most), 1)
                content += """
                    <rect class="plot-bar" x="\(Figure.place(left))" y="\(Figure.place(y + 20))" width="\(Figure.place(length))" height="10"/>
                    """
            }
            content += "</g>"
        }
        let height = max(Int(pitch) * bars.count, 24)
        return Canvas(className: "plot", width: width, height: height, name: name, summary: summary).around(content)
    }
}

/// An axis from nothing to a round number, with a mark at each of up to five round numbers.
struct Axis: Equatable {
    let ticks: [Int]

    /// - Parameter most: the largest value that is drawn.
    init(most: Int) {
        let most = min(max(most, 1), PagesLimits.plotValueMax)
        var (unit, step) = (1, 1)
        while step * 4 < most {
            // 1, 2, 5, 10, 20, 50 …
            step = step == unit ? 2 * unit : step == 2 * unit ? 5 * unit : 10 * unit
            if step == 10 * unit { unit = step }
        }
        ticks = Array(stride(from: 0, through: (most + step - 1) / step * step, by: step))
    }

    /// Which part of the axis a value reaches, 0 to 1.
    func share(of value: Int) -> Double { Self.ratio(value, to: ticks.last ?? 1) }

    static func ratio(_ value: Int, to most: Int) -> Double {
        min(Double(min(value, PagesLimits.plotValueMax)) / Double(min(max(most, 1), PagesLimits.plotValueMax)), 1)
    }
}

extension Phrase {
    fileprivate static let barsLeftOut = Phrase("Not shown", "未顯示", "未显示")
}
