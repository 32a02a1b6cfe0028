import Testing

@testable import Pages

@Suite struct TimelineTests {
    private let name = Phrase("History", "歷史", "历史")

    private func events(_ count: Int, every seconds: Int64 = 86_400) -> [Timeline.Event] {
        (0..<count).map { index in
            Timeline.Event(
                second: 1_795_972_723 + Int64(index) * seconds, kind: Timeline.Kind.allCases[index % 5], text: "Event \(index)")
        }
    }

    static let dates: [(Int64, String)] = [
        (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (951_782_400, "2000-02-29T00:00:00Z"),
        (951_868_800, "2000-03-01T00:00:00Z"),
        (4_107_542_400, "2100-03-01T00:00:00Z"), (1_795_972_723, "2026-11-29T17:18:43Z"), (Int64.max, "9999-12-31T23:59:59Z"),
        (Int64.min, "0001-01-01T00:00:00Z"), (-11_644_473_600, "1601-01-01T00:00:00Z"), (68_169_600, "1972-02-29T00:00:00Z"),
    ]

    @Test("Seconds are dates of the calendar", arguments: dates)
    func calendar(second: Int64, text: String) {
        #expect(UTCMoment(second).machineText == text)
        let moment = UTCMoment(second)
        let midnight = UTCMoment.second(year: moment.year, month: moment.month, day: moment.day)
        #expect(UTCMoment(midnight).dateText == moment.dateText)
    }

    static let stretches: [(Int64, [String])] = [
        (0, ["23:59", "01-01", "00:01"]), (1_200, ["17:20", "17:25", "17:30", "17:35"]), (36_000, ["18:00", "21:00", "11-30", "03:00"]),
        (3 * 86_400, ["11-30", "12-01", "12-02"]), (90 * 86_400, ["2026-12", "2027-01", "2027-02", "2027-03"]),
        (1_000 * 86_400, ["2027", "2028", "2029"]),
        (100_000 * 86_400, ["2100", "2200", "2300"]),
    ]

    @Test("An axis of time has few marks, at round moments", arguments: stretches)
    func axis(length: Int64, labels: [String]) {
        let start: Int64 = 1_795_972_723
        let axis = TimeAxis(from: length == 0 ? 0 : start, to: length == 0 ? 0 : start + length)
        #expect(axis.ticks.map { axis.label(of: $0) } == labels)
    }

    @Test func `Any stretch of time has marks in order within it`() {
        for power in 0..<38 {
            for start in [-60_000_000_000, -1, 0, 1_795_972_723] as [Int64] {
                let axis = TimeAxis(from: start, to: start + (1 << Int64(power)))
                #expect(axis.ticks.count <= 7)
                #expect(axis.ticks == axis.ticks.sorted())
                #expect(axis.ticks.allSatisfy { (axis.first...axis.last).contains($0) })
            }
        }
    }

    @Test(arguments: [1, 2, 5, 200])
    func `One event and two hundred are drawn and listed`(count: Int) throws {
        let timeline = Timeline(name, events: events(count))
        let picture = try Markup(timeline.picture)
        let marks = picture.all(ofClass: "timeline-mark")
        let drawn = marks.reduce(0) { sum, mark in
            sum + (mark.text.split(separator: "(").dropFirst().last.flatMap { Int($0.prefix { $0.isNumber }) } ?? 1)
        }
        #expect(drawn == count)
        let words = try Markup(timeline.words)
        #expect(words.all("li").count == count)
        #expect(words.all("time").first?.attributes["datetime"] == "2026-11-29T17:18:43Z")
        #expect(timeline.figure.text(in: .english).utf8.count < 60_000)
    }

    @Test func `Marks of a lane do not cover each other`() throws {
        let marks = try Markup(Timeline(name, events: events(200, every: 7_919)).picture).all(ofClass: "timeline-mark")
        let places = try marks.map { mark -> (x: Double, y: Double) in
            let numbers = try #require(mark.attributes["transform"]).split { !$0.isNumber && $0 != "." && $0 != "-" }.compactMap {
                Double($0)
            }
            return (numbers[0], numbers[1])
        }
        for (one, other) in zip(places, places.dropFirst()) where one.y == other.y { #expect(other.x - one.x >= 14.9) }
        #expect(places.allSatisfy { (84.0...390.0).contains($0.x) })
    }

    @Test func `Beyond the bound the latest are kept, and it is said how many are not`() throws {
        let words = try Markup(Timeline(name, events: events(1_000).reversed()).words)
        #expect(words.all("li").count == PagesLimits.timelineEventsMax)
        #expect(words.text.contains("Event 999"))
        #expect(words.text.contains("not shown: 800"))
        #expect(try Markup(Timeline(name, events: []).figure).text.contains("Nothing yet."))
    }

    @Test func `Times at the ends of all numbers are drawn`() throws {
        let ends = [Int64.min, -1, 0, Int64.max].map { Timeline.Event(second: $0, kind: .made, text: "x") }
        let markup = try Markup(Timeline(name, events: ends).figure)
        #expect(markup.text.contains("9999-12-31 23:59 UTC"))
    }

    @Test(arguments: Hostile.texts)
    func `No text breaks out of a timeline`(text: String) throws {
        let timeline = Timeline(Phrase(verbatim: text), events: Timeline.Kind.allCases.map { .init(second: 5, kind: $0, text: text) })
        for language in Language.allCases { _ = try Markup(timeline.figure, in: language) }
    }
}
