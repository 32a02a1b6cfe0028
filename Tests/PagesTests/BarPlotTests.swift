import Testing

@testable import Pages

@Suite struct BarPlotTests {
    private func plot(_ bars: [BarPlot.Bar], _ form: BarPlot.Form = .standing) -> BarPlot {
        BarPlot(
            Phrase(verbatim: "Items a day"), barHeading: Phrase(verbatim: "Day"), valueHeading: Phrase(verbatim: "Items"), form: form,
            bars: bars)
    }

    private func month(_ count: Int = 30) -> [BarPlot.Bar] {
        (1...count).map { BarPlot.Bar(name: "\($0) November 2026", shortName: "\($0).11.", value: $0 * 37 % 100) }
    }

    @Test(
        "An axis is marked at round numbers, and its end holds the largest value",
        arguments: [
            (0, [0, 1]), (1, [0, 1]), (3, [0, 1, 2, 3]), (4, [0, 1, 2, 3, 4]), (5, [0, 2, 4, 6]), (9, [0, 5, 10]),
            (17, [0, 5, 10, 15, 20]),
            (100, [0, 50, 100]), (999, [0, 500, 1000]), (1_200_000, [0, 500_000, 1_000_000, 1_500_000]), (-5, [0, 1]),
        ])
    func ticks(most: Int, expected: [Int]) { #expect(Axis(most: most).ticks == expected) }

    @Test func `Every axis has few marks, also for the largest numbers`() {
        for most in (0..<60).map({ 1 << $0 }) + [Int.max, Int.min] {
            let axis = Axis(most: most)
            #expect((2...5).contains(axis.ticks.count))
            #expect(axis.share(of: most) <= 1)
        }
    }

    @Test func `Each bar is drawn to scale and named, and nothing has no bar`() throws {
        let markup = try Markup(plot([.init(name: "a", value: 0), .init(name: "b", value: 50), .init(name: "c", value: 100)]).picture)
        let bars = markup.all(ofClass: "plot-bar")
        let heights = try bars.map { try #require(Double($0.attributes["height"] ?? "")) }
        #expect(heights.count == 2)
        #expect(heights[1] == 2 * heights[0])
        #expect(bars.map(\.text) == ["b: 50", "c: 100"])
    }

    @Test(arguments: [1, 2, 7, 30, 31, 62])
    func `Names under the bars do not run into each other, and stay in the picture`(count: Int) throws {
        let markup = try Markup(plot(month(count)).picture)
        let names = markup.all("text").filter { $0.attributes["text-anchor"] == "middle" }
        #expect(!names.isEmpty)
        #expect(names.contains { $0.text == "\(count).11." })
        let spans = try names.map { name -> (Double, Double) in
            let middle = try #require(Double(name.attributes["x"] ?? ""))
            let half = Label.width(of: name.text) * 13 / 2
            return (middle - half, middle + half)
        }.sorted { $0.0 < $1.0 }
        for (one, other) in zip(spans, spans.dropFirst()) { #expect(one.1 + 2 < other.0) }
        #expect(spans.allSatisfy { $0.0 >= 0 && $0.1 <= 400 })
    }

    @Test(arguments: [BarPlot.Form.standing, .lying])
    func `The table says each number that is drawn`(form: BarPlot.Form) throws {
        let markup = try Markup(plot(month(20), form).words)
        #expect(markup.all("td").map(\.text) == month(20).map { "\($0.value)" })
        #expect(markup.all("th").dropFirst(2).map(\.text) == month(20).map(\.name))
        #expect(try Markup(plot(month(20), form).figure).all("svg").first?.attributes["role"] == "img")
    }

    @Test func `More bars than there is room for are left out, and the words say how many`() throws {
        let markup = try Markup(plot(month(100)).words)
        #expect(markup.all("td").count == PagesLimits.standingBarsMax)
        #expect(markup.text.contains("Not shown: \(100 - PagesLimits.standingBarsMax)"))
        #expect(markup.text.contains("100 November"))
        #expect(try Markup(plot(month(100), .lying).words).text.contains("1 November"))
    }

    @Test(arguments: [BarPlot.Form.standing, .lying])
    func `The largest numbers and no bars at all are drawn`(form: BarPlot.Form) throws {
        let markup = try Markup(
            plot([.init(name: "a", value: .max), .init(name: "b", value: .max), .init(name: "c", value: .min)], form).figure)
        #expect(markup.all(ofClass: "plot-bar").count == 2)
        #expect(markup.text.contains("9,223,372,036,854,775,807"))
        #expect(try Markup(plot([], form).figure).text.contains("Nothing yet."))
    }

    @Test(arguments: Hostile.texts)
    func `No text breaks out of a plot`(text: String) throws {
        for form in [BarPlot.Form.standing, .lying] {
            let name = Phrase(verbatim: text)
            let bars = [BarPlot.Bar(name: text, value: 3), .init(name: text, shortName: text, value: 5)]
            let plot = BarPlot(name, barHeading: name, valueHeading: name, form: form, bars: bars)
            for language in Language.allCases { _ = try Markup(plot.figure, in: language) }
        }
    }

    @Test(arguments: [
        (0, "0"), (7, "7"), (999, "999"), (1_000, "1k"), (1_500, "1.5k"), (20_000, "20k"), (2_500_000, "2.5M"), (Int.max, "9223372T"),
    ])
    func `Numbers on an axis are short`(value: Int, text: String) { #expect(Figure.short(value).hasPrefix(text.prefix(4))) }

    @Test(arguments: [(0.04, "0"), (0.05, "0.1"), (-1.25, "-1.3"), (12.0, "12"), (Double.nan, "0"), (Double.infinity, "0"), (1e300, "0")])
    func `Places are numbers with a tenth, and nothing else`(value: Double, text: String) {
        #expect(Figure.place(value).text(in: .english) == text)
    }
}
