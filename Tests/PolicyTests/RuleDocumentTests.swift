import Foundation
import Policy
import Testing

@Suite("The page for operators")
struct RuleDocumentTests {
    /// The examples of the page, each the text between two fences.
    private func examples() throws -> [String] {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/policy.md").standardizedFileURL
        let text = try String(contentsOf: page, encoding: .utf8)
        return text.matches(of: /(?s)```yaml\n(.*?)```/).map { String($0.1) }
    }

    @Test("Every rules file in it is in order and every case in it is decided as it says")
    func examplesHold() throws {
        let examples = try examples()
        let files = examples.filter { $0.hasPrefix("version:") }
        let cases = try examples.filter { $0.hasPrefix("cases:") }.flatMap { try RuleCase.read(Array($0.utf8)) }
        #expect(files.count == 2 && cases.count == 5)
        for file in files { #expect(try Rulebook(parsing: file).warnings == []) }
        let rulebook = try Rulebook(parsing: try #require(files.first))
        for one in cases { #expect(one.differences(under: rulebook) == [], "\(one.name)") }
    }

    @Test("The limits in it are those in force")
    func limits() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/policy.md").standardizedFileURL
        let text = try String(contentsOf: page, encoding: .utf8).replacing(",", with: "")
        for limit in [RulebookLimits.fileOctetsMax, RulebookLimits.linesMax, RulebookLimits.rulesMax] {
            #expect(text.contains("\(limit)"))
        }
    }
}
