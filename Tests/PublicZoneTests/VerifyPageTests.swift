import Foundation
import Pages
import Testing

@testable import PublicZone

@Suite("The page that verifies in a browser")
struct VerifyPageTests {
    private func page(_ language: Language = .english) throws -> MarkupReader {
        let body: HTML =
            "<main>\(VerifyPage(site: PublicSite(name: "Example", identifier: "0011", baseURL: "https://zone.example")).body)</main>"
        return try MarkupReader(body.text(in: language), isXML: false)
    }

    @Test("Without its script the page says nothing of any item, and how to verify with the tool", arguments: Language.allCases)
    func withoutScript(language: Language) throws {
        let page = try page(language)
        #expect(page.all("form").first?.attributes["hidden"] != nil && page.all("noscript").count == 1)
        let result = try #require(page.elements.first { $0.attributes["id"] == "verify-result" })
        #expect(result.text.isEmpty && result.attributes["data-state"] == nil && result.attributes["role"] == "status")
        #expect(page.all("code").contains { $0.text.hasPrefix("causeway verify https://zone.example/items/ID --network ") })
        // What could be read as a verdict stands in the template alone, of which a browser shows nothing.
        #expect(page.elements.filter { $0.attributes["data-text"] != nil }.allSatisfy { $0.path.contains("template") })
    }

    @Test("Every field has a label, and nothing is run or styled in place")
    func accessible() throws {
        let page = try page()
        let labels = Set(page.all("label").compactMap { $0.attributes["for"] })
        for field in page.all("input") + page.all("textarea") { #expect(labels.contains(field.attributes["id"] ?? "")) }
        #expect(page.all("script").isEmpty && page.elements.allSatisfy { $0.attributes["style"] == nil })
        #expect(page.elements.allSatisfy { element in element.attributes.keys.allSatisfy { !$0.hasPrefix("on") } })
    }

    @Test("Each text that the script asks for is there in three languages, once")
    func texts() throws {
        let script = VerifyScript.text
        var wanted = Set(script.matches(of: /text\("([A-Za-z0-9-]+)"\)/).map { String($0.1) })
        wanted.formUnion(script.matches(of: /Unchecked\("([A-Za-z0-9]+)"\)/).map { String($0.1) })
        wanted.formUnion(["withdrawn", "notFound", "verifiedExpected", "verifiedCompare"])
        let steps = script.matches(of: /step\(\s*"([A-Za-z]+)"/).map { String($0.1) }
        #expect(steps.count == 16)
        for step in steps { wanted.formUnion(["step-\(step)", "why-\(step)"]) }
        for kind in script.matches(of: /\[\d, \["([a-z]+)"/).map({ String($0.1) }) where kind != "genesis" { wanted.insert("word-\(kind)") }
        let names = VerifyTexts.all.map(\.name)
        #expect(wanted.subtracting(names).isEmpty && Set(names).count == names.count)
        for (name, phrase) in VerifyTexts.all {
            for language in Language.allCases { #expect(!phrase.text(in: language).isEmpty, "\(name)") }
        }
        for step in steps { #expect(names.filter { $0 == "step-\(step)" }.count == 1) }
    }

    @Test("The script is short, has no language, makes no markup of texts and reaches nobody but this site")
    func contained() {
        let script = VerifyScript.text
        #expect(script.utf8.count <= 61_440)
        #expect(script.utf8.allSatisfy { $0 < 0x80 })
        for word in [
            "eval", "Function(", "innerHTML", "outerHTML", "insertAdjacent", "document.write", "http:", "https:", "import ", "localStorage",
            "cookie",
        ] {
            #expect(!script.contains(word), "\(word)")
        }
    }

    @Test("It is one of the assets, under an address that has its hash")
    func asset() throws {
        let script = try #require(VerifyPage.script)
        let document = try Assets.document(script.name)
        #expect(document.type == "text/javascript; charset=utf-8")
        #expect(document.octets == Array(VerifyScript.text.utf8))
        #expect(document.keeping == .forGood)
        #expect(script.path == "/assets/\(script.name)")
        #expect(String(decoding: Assets.styleSheet.octets, as: UTF8.self).hasSuffix(VerifyPage.style))
    }

    /// Runs what checks, without a browser, against every vector of proofs, records, notes, trees and bodies, and against changed copies of the
    /// good proofs. Where there is no Node.js, the browsers of `make browser` are who runs it.
    @Test("The script judges every vector as the specification says", .enabled(if: NodeProgram.isHere, "needs Node.js 20 or later"))
    func vectors() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let script = FileManager.default.temporaryDirectory.appendingPathComponent("verify-\(UUID().uuidString).js")
        defer { try? FileManager.default.removeItem(at: script) }
        try Data(VerifyScript.checking.utf8).write(to: script)
        let (said, status) = try NodeProgram.run([
            root.appendingPathComponent("Tests/Browser/script_vectors.mjs").path, script.path,
            root.appendingPathComponent("Protocol/Vectors/Data").path,
        ])
        let end = String(said.suffix(2_000))
        #expect(status == 0, "\(end)")
        let cases = end.firstMatch(of: /([0-9]+) cases, 0 disagreements/).flatMap { Int($0.1) }
        #expect((cases ?? 0) > 1_000)
    }
}

/// Node.js, where this machine has it.
private enum NodeProgram {
    /// Whether there is one that knows Ed25519.
    static let isHere: Bool = {
        guard let (said, status) = try? run(["--version"]), status == 0 else { return false }
        return Int(said.drop { $0 == "v" }.prefix { $0.isNumber }).map { $0 >= 20 } ?? false
    }()

    static func run(_ arguments: [String]) throws -> (said: String, status: Int32) {
        let (process, output) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["node"] + arguments
        (process.standardOutput, process.standardError) = (output, FileHandle.nullDevice)
        try process.run()
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (String(decoding: said, as: UTF8.self), process.terminationStatus)
    }
}
