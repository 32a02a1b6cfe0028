import Testing

@Suite("The house's own readers, on samples")
struct ScannerTests {
    @Test(
        "Comments and literals are blanked, code is kept",
        arguments: [
            ("a // { b", "a       "),
            ("a /* { /* } */ */ b", "a                 b"),
            ("a \"{\" b", "a     b"),
            ("\"\\\"{\" b", "      b"),
            ("#\"\\{\"{\"# b", "         b"),
            ("\"x\\(f(1) { 2 })y\" b", "   (f(1) { 2 })   b"),
            ("\"\"\"\n{ \"\n\"\"\" b", "   \n   \n    b"),
            ("let r = /[{]/ + 1", "let r =       + 1"),
            ("a / b { c / d", "a / b { c / d"),
            ("let r = #/{/}/# + 1", "let r =         + 1"),
            ("\"é{\"b", "     b"),
        ])
    func blanking(source: String, code: String) {
        let scanned = SwiftText(source)
        #expect(String(decoding: scanned.code, as: UTF8.self) == code)
        #expect(scanned.code.count == source.utf8.count)
    }

    @Test(
        "Functions are found with their lengths",
        arguments: [
            ("func a() {\n}\n", [MeasuredFunction(name: "a", line: 1, lines: 2)]),
            (
                "func a(\n    b: Int = { 3 }()\n) -> [Int]\nwhere T == U\n{\n    if x { y }\n}\n",
                [MeasuredFunction(name: "a", line: 1, lines: 7)]
            ),
            ("protocol P {\n    func a() -> Int\n    var b: Int { get }\n}\n", [MeasuredFunction(name: "b", line: 3, lines: 1)]),
            (
                "struct S {\n    let x: Int\n    init() {\n        self.init(x: 1)\n    }\n}\n",
                [MeasuredFunction(name: "init", line: 3, lines: 3)]
            ),
            ("deinit {\n    // }\n}\n", [MeasuredFunction(name: "deinit", line: 1, lines: 3)]),
            ("var a: Int {\n    1\n}\nvar b = 2\nvar c: Int\nstruct D {}\n", [MeasuredFunction(name: "a", line: 1, lines: 3)]),
            ("subscript(i: Int) -> Int {\n    \"}\"\n}\n", [MeasuredFunction(name: "subscript", line: 1, lines: 3)]),
            ("static func == (a: A, b: A) -> Bool { a.b == b.b }\n", [MeasuredFunction(name: "=", line: 1, lines: 1)]),
            (
                "func outer() {\n    func inner() {\n    }\n}\n",
                [MeasuredFunction(name: "outer", line: 1, lines: 4), MeasuredFunction(name: "inner", line: 2, lines: 2)]
            ),
            (
                "mutating func f<E: Error>(_ b: (Int) throws(E) -> R) throws(E) -> some P {\n\n}\n",
                [MeasuredFunction(name: "f", line: 1, lines: 3)]
            ),
            ("let f = S.init(a: 1)\nlet g = func1 { 2 }\n", []),
        ])
    func functionLengths(source: String, expected: [MeasuredFunction]) {
        #expect(FunctionScanner(source).functions() == expected)
    }

    @Test("A function of 71 lines is seen as 71 lines")
    func longFunctionIsMeasured() {
        let source = "func long() {\n" + String(repeating: "    step(\"}\")\n", count: 69) + "}\n"
        #expect(FunctionScanner(source).functions() == [MeasuredFunction(name: "long", line: 1, lines: 71)])
    }

    @Test("Imports are found whatever stands before them, and not in comments")
    func imports() {
        let source =
            "public import Wire\nimport struct Foundation.Data\n@testable import Ledger\n// import NIO\n\"import X\"\n"
            + "internal import Sodium\nlet important = 1\n"
        #expect(ImportLine.all(in: source).map(\.module) == ["Wire", "Foundation", "Ledger", "Sodium"])
        #expect(ImportLine.all(in: source).map(\.line) == [1, 2, 3, 6])
    }

    @Test("Randomness that names its generator is allowed, other randomness is found")
    func randomness() {
        let code = "Int.random(in: 0..<f(3), using: &generator)\nInt.random(in: 0..<3)\nx\nOctets.random(\n  count: 3)"
        #expect(unseededRandomness(in: code) == [2, 4])
    }

    @Test("A manifest gives its targets in order, with products by their names")
    func manifest() {
        let manifest = Manifest(
            """
            let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
            targets: [
                .systemLibrary(name: "CSodium", path: "Sources/CSodium", pkgConfig: "libsodium"),
                .target(
                    name: "Policy", dependencies: [yams, .product(name: "Crypto", package: "swift-crypto")],
                    path: "Sources/Policy"),
                room("Wire", in: "Protocol", ["Policy", yams]),
                .testTarget(name: "PolicyTests", dependencies: ["Policy", .target(name: "CSodium")], path: "Tests/PolicyTests"),
                tests("Wire"),
                tests(
                    "Ledger",
                    ["Wire"]),
            ]
            func room(_ name: String, in floor: String, _ dependencies: [Target.Dependency]) -> Target {
                .target(name: name, dependencies: dependencies, path: "\\(floor)/\\(name)", swiftSettings: strict)
            }
            """)
        #expect(manifest.targets.map(\.name) == ["CSodium", "Policy", "Wire", "PolicyTests", "WireTests", "LedgerTests"])
        #expect(
            manifest.targets.map(\.dependencies) == [
                [], ["Yams", "Crypto"], ["Policy", "Yams"], ["Policy", "CSodium"], ["Wire"], ["Ledger", "Wire"],
            ])
        #expect(manifest.targets.map(\.path).prefix(3) == ["Sources/CSodium", "Sources/Policy", "Protocol/Wire"])
        #expect(manifest.targets.map(\.room) == ["Sources", "Sources", "Protocol", "Tests", "Tests", "Tests"])
        #expect(manifest.target(holding: "Sources/Policy/TLP.swift")?.name == "Policy")
        #expect(manifest.target(holding: "Sources/Other/A.swift") == nil)
    }

    @Test("A word counts only when it stands by itself")
    func words() {
        #expect(wordLines("TO" + "DO", in: "to do\nTO" + "DO: x\nTO" + "DOS\n_TO" + "DO\n(TO" + "DO)") == [2, 5])
    }

    @Test("A constant without a sentence is found")
    func constants() {
        let text = "    /// Octets of a frame.\n    static let a = 1\n    static let b = 2\n    // c\n    public static let c = 3\n"
        #expect(undocumentedConstants(in: text) == [3, 5])
    }

    @Test("Links are resolved from their page's folder")
    func links() {
        let page = Repository.File(path: "docs/a/b.md", text: "[x](../c.md#y) [z](https://example.org) [w](d/e.md) [v](#here)")
        #expect(relativeLinks(in: page).map(\.target) == ["docs/c.md", "docs/a/d/e.md"])
    }

    @Test("A vector's head, headings and refusals are read")
    func specification() throws {
        let file = Repository.File(path: "v", text: "expect: notShortest\nsection: 1.2\ncomment: 23 in two octets\n\n1817\n")
        let head = try #require(VectorHead(file))
        #expect(head == VectorHead(file))
        #expect(head.expect == "notShortest")
        #expect(head.section == "1.2")
        #expect(VectorHead(Repository.File(path: "v", text: "just: text\n")) == nil)
        let chapter = Repository.File(
            path: "1-encoding.md",
            text: """
                # 1 Encoding
                ## 1.2 Numbers
                A reader MUST refuse a form that is
                longer (`notShortest`). See `CBORReader`.

                - It MUST NOT hold `maps` (`mapsRefused`, `tagsRefused`).
                - It may be `other`.
                ## Worked example
                """)
        let headings = specificationHeadings(in: chapter)
        #expect(headings.map(\.number) == ["1", "1.2", ""])
        #expect(["1.2", "§1.2", "1.2 Numbers", "1 Numbers"].allSatisfy { headings[1].isNamed(by: $0) })
        #expect(headings[2].isNamed(by: "1 Worked example"))
        #expect(["1", "1.20", "1 Number", "", "2 Numbers"].allSatisfy { !headings[1].isNamed(by: $0) })
        #expect(specifiedRefusals(in: chapter.text) == ["notShortest", "maps", "mapsRefused", "tagsRefused"])
        #expect(answeredRefusals(in: chapter.text) == ["notShortest", "mapsRefused", "tagsRefused"])
    }
}
