import Exchange
import Testing

@Suite("Metrics in the Prometheus text format")
struct MetricsPageTests {
    @Test("A metric has one HELP and one TYPE line before its samples, in the order of the list and not of adding")
    func order() {
        var page = MetricsPage()
        page.add(.peers, 2, .init("direction", "outbound"), .init("session", "full"))
        page.add(.healthy, true)
        page.add(.peers, 0, .init("direction", "inbound"), .init("session", "full"))
        page.add(.entriesReceived, 1_000_000_000_000)
        #expect(
            page.text == """
                # HELP causeway_healthy 1 while the node reads and writes its store, as GET /health says.
                # TYPE causeway_healthy gauge
                causeway_healthy 1
                # HELP causeway_peers Open connections to other nodes.
                # TYPE causeway_peers gauge
                causeway_peers{direction="outbound",session="full"} 2
                causeway_peers{direction="inbound",session="full"} 0
                # HELP causeway_entries_received_total Entries that came from peers, verified and new.
                # TYPE causeway_entries_received_total counter
                causeway_entries_received_total 1000000000000

                """)
    }

    @Test("A label's quotation marks, backslashes and line ends do not end it")
    func escaping() {
        var page = MetricsPage()
        page.add(.storeFailures, 1, .init("code", "a\"b\\c\nd 漢"))
        #expect(page.text.hasSuffix("causeway_store_failures_total{code=\"a\\\"b\\\\c\\nd 漢\"} 1\n"))
        #expect(page.text.split(separator: "\n").count == 3)
    }

    @Test("What is not known or no number has no line, not even a heading", arguments: [nil, Double.nan, .infinity, -.infinity])
    func unknown(value: Double?) {
        var page = MetricsPage()
        page.add(.certificateExpiry, value)
        page.add(.bodiesMissing, nil as Int?)
        #expect(page.text.isEmpty)
    }

    @Test(
        "Numbers are written so that they read back as the same",
        arguments: [
            (0.0, "0"), (-3, "-3"), (0.25, "0.25"), (1_764_500_000, "1764500000"), (1e300, "1e+300"), (0.1 + 0.2, "0.30000000000000004"),
        ])
    func numbers(value: Double, text: String) {
        var page = MetricsPage()
        page.add(.processorTime, value)
        #expect(page.text.hasSuffix("process_cpu_seconds_total \(text)\n"))
        #expect(Double(text) == value)
    }

    @Test("A histogram's buckets are cumulative, a bound belongs to its bucket, and what is longer than all is counted at +Inf alone")
    func histogram() {
        var histogram = Histogram()
        for seconds in [0.0004, 0.0005, 0.003, 10, 60] { histogram.note(seconds) }
        var page = MetricsPage()
        page.add(.storeWrites, histogram)
        let lines = page.text.split(separator: "\n").dropFirst(2)
        #expect(lines.first == "causeway_store_write_seconds_bucket{le=\"0.0005\"} 2")
        #expect(lines.contains("causeway_store_write_seconds_bucket{le=\"0.0025\"} 2"))
        #expect(lines.contains("causeway_store_write_seconds_bucket{le=\"0.005\"} 3"))
        #expect(
            lines.suffix(4) == [
                "causeway_store_write_seconds_bucket{le=\"10\"} 4", "causeway_store_write_seconds_bucket{le=\"+Inf\"} 5",
                "causeway_store_write_seconds_sum 70.0039", "causeway_store_write_seconds_count 5",
            ])
    }

    @Test(
        "Names follow Prometheus: base units at the end, _total for what only grows, and a HELP text of one line",
        arguments: Metric.allCases)
    func names(metric: Metric) {
        let name = metric.rawValue
        #expect(name.hasPrefix("causeway_") || name.hasPrefix("process_"))
        #expect(name.allSatisfy { ("a"..."z").contains($0) || $0 == "_" })
        #expect((metric.kind == .counter) == name.hasSuffix("_total"))
        for unit in ["milliseconds", "minutes", "hours", "days", "kib", "mib", "octets"] { #expect(!name.contains(unit)) }
        #expect(metric.help.hasSuffix(".") && !metric.help.contains("\n"))
    }
}
