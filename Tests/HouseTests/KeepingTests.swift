import Testing

@Suite("Keeping: nothing is left for later, nothing names the machine it was written on")
struct KeepingTests {
    let repository = Repository.shared
    let manifest: Manifest

    init() throws {
        manifest = Manifest(try #require(repository.file("Package.swift")).text)
    }

    @Test("No file carries a note for later", arguments: ["TO" + "DO", "FIX" + "ME", "X" + "XX"])
    func nothingIsLeftForLater(word: String) {
        for file in repository.files where isWrittenByHand(file) {
            for line in wordLines(word, in: file.text) {
                Issue.record("\(file.path):\(line) says \(word): write an issue instead")
            }
        }
    }

    @Test("No source stops the process on an error that could be named")
    func noForcedTry() {
        for file in repository.swiftFiles {
            for (index, line) in SwiftText(file.text).lines.enumerated() where line.contains("try!") {
                Issue.record("\(file.path):\(index + 1) forces a throwing call")
            }
        }
    }

    @Test("In a page, a choice between two literals is text: where one is markup, it takes `if:` or a type of its own")
    func noMarkupThatWouldBeText() {
        let literal = #""(?:[^"\\]|\\.)*""#
        guard let choice = try? Regex(#"\\\([^"]*? \? (\#(literal)) : (\#(literal))"#) else {
            Issue.record("the expression cannot be read")
            return
        }
        for room in ["Node/Portal", "Node/Pages"] {
            for file in repository.files(under: room) {
                for (index, line) in file.lines.enumerated() {
                    let texts = String(line).matches(of: choice).map { String(line)[$0.range] }
                    for text in texts where text.contains("<") || text.contains("=\\\"") {
                        Issue.record("\(file.path):\(index + 1) would show markup as text")
                    }
                }
            }
        }
    }

    @Test("Nothing but the compiler makes a page's markup of a literal")
    func noMarkupFromVariables() {
        for file in repository.swiftFiles where file.path != "Node/Pages/HTML.swift" {
            for (index, line) in SwiftText(file.text).lines.enumerated() where line.contains("HTML(stringLiteral") {
                Issue.record("\(file.path):\(index + 1) would take any text for markup")
            }
        }
    }

    @Test("Only a simulation remembers verdicts about signatures")
    func noMemoInTheNode() {
        let simulation = ["Sources/Sodium/", "Protocol/Simulator/", "Tests/"]
        for file in repository.swiftFiles where !simulation.contains(where: file.path.hasPrefix) {
            for (index, line) in SwiftText(file.text).lines.enumerated() {
                guard line.contains("SignatureMemo") || line.contains("remembering(in:") else { continue }
                Issue.record("\(file.path):\(index + 1) would take a signature for verified that another run verified")
            }
        }
    }

    @Test(
        "No file names a folder of the machine it was written on",
        arguments: ["/ho" + "me/", "/ro" + "ot/", "/Us" + "ers/", "/wo" + "rk/", "/tmp/" + "cw"])
    func noMachinePaths(path: String) {
        for file in repository.files {
            for (index, line) in file.lines.enumerated() where line.contains(path) {
                Issue.record("\(file.path):\(index + 1) holds \(path)")
            }
        }
    }

    @Test("Prose stands beside a target's folder, never in it")
    func noMarkdownInTargets() {
        for target in manifest.targets {
            for file in repository.files(under: target.path) where file.path.hasSuffix(".md") {
                Issue.record("\(file.path) belongs beside \(target.path)")
            }
        }
    }

    @Test("Every room has a page, and it names every module of the room", arguments: House.rooms)
    func everyRoomHasAPage(room: String) throws {
        let page = try #require(repository.file(room + "/README.md"), "\(room) has no README.md")
        for target in manifest.targets where target.room == room {
            #expect(page.text.contains("`\(target.name)`"), "\(page.path) does not mention `\(target.name)`")
        }
    }

    @Test(
        "The pages a newcomer looks for are there",
        arguments: ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "deployments/README.md", "docs/operating.md"])
    func pagesExist(path: String) throws {
        #expect(try #require(repository.file(path)).text.count > 200)
    }

    @Test("A relative link in a page leads to a file")
    func linksLeadSomewhere() {
        let paths = Set(repository.files.map(\.path))
        for page in repository.files where page.path.hasSuffix(".md") {
            for (link, target) in relativeLinks(in: page) {
                let isFolder = paths.contains { $0.hasPrefix(target + "/") }
                #expect(paths.contains(target) || isFolder || target.isEmpty, "\(page.path) links to \(link), which is not there")
            }
        }
    }

    @Test("Every bound says what it is")
    func limitsAreDocumented() {
        let limits = repository.files.filter { $0.name == "Limits.swift" }
        #expect(!limits.isEmpty)
        for file in limits {
            for line in undocumentedConstants(in: file.text) {
                Issue.record("\(file.path):\(line) has no sentence with unit and reason")
            }
        }
    }

    @Test("Every mutant names the test that must go red, says why, and changes files that exist")
    func mutantsAreComplete() {
        let paths = Set(repository.files.map(\.path))
        for file in repository.files(under: "Tests/Mutants") where file.path.hasSuffix(".patch") {
            #expect(file.lines.contains { $0.hasPrefix("# test: ") && $0.count > 8 }, "\(file.path) names no test")
            #expect(file.lines.contains { $0.hasPrefix("# why: ") && $0.count > 7 }, "\(file.path) gives no reason")
            let changed = file.lines.filter { $0.hasPrefix("+++ ") }.map { line in
                line.dropFirst(4).prefix { $0 != "\t" }.drop { $0 != "/" }.dropFirst()
            }
            #expect(!changed.isEmpty, "\(file.path) changes nothing")
            for path in changed { #expect(paths.contains(String(path)), "\(file.path) changes \(path), which is not there") }
        }
    }

    private func isWrittenByHand(_ file: Repository.File) -> Bool {
        let extensions = [".swift", ".md", ".c", ".h", ".sh", ".yml", ".yaml", "Makefile", ".cddl"]
        return extensions.contains(where: file.path.hasSuffix) || file.path.hasPrefix("scripts/") || file.path.hasPrefix(".ci/")
    }
}
