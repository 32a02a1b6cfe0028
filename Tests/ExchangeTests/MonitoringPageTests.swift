import Exchange
import Foundation
import Testing

/// The page, the rules and the dashboard against the code: what stands in one and not in the other helps nobody at night.
@Suite("Monitoring: what is written about it")
struct MonitoringPageTests {
    private static let root = URL(filePath: "../..", relativeTo: URL(filePath: #filePath).resolvingSymlinksInPath()).standardizedFileURL

    private static func read(_ path: String) throws -> String { try String(contentsOf: root.appending(path: path), encoding: .utf8) }

    private let page: String

    init() throws { page = try Self.read("docs/monitoring.md") }

    /// The cells of the page's rows whose first is such a name in backquotes.
    private func rows(_ isName: (String) -> Bool) -> [[String]] {
        page.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }.filter { row in row.first.map { isName($0.replacing("`", with: "")) } == true }
    }

    @Test("Every metric has its row with its type, and every row its metric")
    func metrics() {
        let rows = rows { $0.hasPrefix("causeway_") || $0.hasPrefix("process_") }
        #expect(rows.map { $0[0].replacing("`", with: "") } == Metric.allCases.map(\.rawValue), "in the order of the list")
        for (row, metric) in zip(rows, Metric.allCases) {
            #expect(row.count == 4 && row[1] == metric.kind.rawValue, "\(metric.rawValue)")
        }
    }

    @Test("Every finding has its row, and every row its finding")
    func findings() {
        let codes = Set(Finding.Code.allCases.map(\.rawValue))
        let severities = Finding.Severity.allCases.map(\.rawValue)
        let rows = rows { _ in true }.filter { row in row.count == 3 && severities.contains { row[1].contains($0) } }
        let written = rows.map { $0[0].replacing("`", with: "") }
        #expect(written.count == Set(written).count)
        #expect(Set(written) == codes)
    }

    @Test("Rules and dashboard ask for nothing that the node does not give", arguments: ["causeway.rules.yml", "causeway-dashboard.json"])
    func expressions(file: String) throws {
        let text = try Self.read("deployments/monitoring/" + file)
        let known = Set(Metric.allCases.map(\.rawValue))
        let asked = text.matches(of: #/\b(?:causeway|process)_[a-z_]+\b/#).map { String($0.output) }
        #expect(!asked.isEmpty)
        for name in Set(asked) {
            let base = ["_bucket", "_sum", "_count"].first(where: name.hasSuffix).map { String(name.dropLast($0.count)) } ?? name
            #expect(known.contains(name) || base == Metric.storeWrites.rawValue, "\(file) asks for \(name)")
        }
    }

    @Test("Every alert has a severity, a summary, and a section of the page that says what to do")
    func runbooks() throws {
        let alerts = try Self.read("deployments/monitoring/causeway.rules.yml").components(separatedBy: "- alert: ").dropFirst()
        #expect(alerts.count > 20)
        let headings = Set(page.split(separator: "\n").filter { $0.hasPrefix("### ") }.map { String($0.dropFirst(4)) })
        for alert in alerts {
            let name = String(alert.prefix { !$0.isWhitespace })
            #expect(headings.contains(name), "\(name) has no section in docs/monitoring.md")
            #expect(alert.contains("runbook: docs/monitoring.md#\(name.lowercased())\n"), "\(name)")
            #expect(alert.contains("summary: ") && alert.contains(#/severity: (critical|warning)\n/#), "\(name)")
        }
        let names = Set(alerts.map { alert in String(alert.prefix { !$0.isWhitespace }) })
        #expect(headings.filter { $0.hasPrefix("Causeway") } == names, "a section is about no alert")
    }
}
