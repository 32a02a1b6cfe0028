import Testing

@Suite("Refusals: who reads in Chinese is told in Chinese")
struct RefusalTests {
    let repository = Repository.shared
    let codes: RefusalCodes
    let sentences: [String]

    init() {
        codes = RefusalCodes(in: repository)
        sentences = repository.files(under: "Node/Pages").filter { $0.name.hasPrefix("RefusalSentence+") }.flatMap { file in
            file.text.matches(of: /\n        "([^"]+)": \.init\(/).map { String($0.1) }
        }
    }

    @Test("Every code with which an operation can refuse a page has a sentence")
    func codesHaveSentences() {
        let known = Set(sentences)
        let excused = Set(RefusalCodes.elsewhere.flatMap(\.files))
        #expect(codes.found.count > 250 && known.count > 200)
        for (code, path) in codes.found where !excused.contains(path) {
            #expect(known.contains(code), "\(path) refuses with \(code), which has no sentence in Node/Pages/RefusalSentence+….swift")
        }
        #expect(codes.found.contains { $0.code == "item-withdrawn" && $0.path == "Node/Daemon/NodeCore+Life.swift" })
    }

    @Test("Where a code is another error's, it is known whose")
    func borrowedCodesAreKnown() { #expect(codes.unexplained == []) }

    @Test("No sentence is left for a code that nothing answers with, and none stands twice")
    func sentencesAreUsed() {
        let excused = Set(RefusalCodes.elsewhere.flatMap(\.files))
        let answered = Set(codes.found.filter { !excused.contains($0.path) }.map(\.code))
        for sentence in sentences { #expect(answered.contains(sentence), "nothing refuses with \(sentence)") }
        #expect(Set(sentences).count == sentences.count)
    }

    @Test("A file is excused only while it is there and needs it, and while no page asks for what it does")
    func excusesAreNeeded() {
        let known = Set(sentences)
        for file in RefusalCodes.elsewhere.flatMap(\.files) {
            let own = codes.found.filter { $0.path == file }
            let isBorrower = own.isEmpty && repository.file(file).map { !RefusalCodes.expressions(in: $0.text).isEmpty } ?? false
            #expect(isBorrower || own.contains { !known.contains($0.code) }, "\(file) needs no excuse")
        }
        for page in repository.files(under: "Node/Portal") {
            for operation in RefusalCodes.operationsWithoutPage {
                #expect(!page.text.contains("node.\(operation)("), "\(page.path) asks for \(operation): its refusals need sentences")
            }
        }
    }

    @Test("Why an organisation has no key is said in every language")
    func obstaclesHavePhrases() throws {
        let phrases = try #require(repository.file("Node/Portal/StandingPhrases.swift")).text
        let keeper = try #require(repository.file("Node/Daemon/GroupKeeper+Circles.swift")).text
        let start = try #require(keeper.firstRange(of: "func organisationsWithoutKey"))
        let body = keeper[start.upperBound...].prefix { $0 != "/" }
        let words = body.matches(of: /"([^"\\]+)"/).map { String($0.1) }
        let standing = try #require(repository.file("Protocol/Ledger/Registry/Organisation.swift")).text
        let standings = standing.prefix { $0 != "}" }.matches(of: /case (\w+)/).map { String($0.1) }
        #expect(words.count >= 5 && standings.count == 4)
        for word in words + standings { #expect(phrases.contains("case \"\(word)\":"), "\(word) has no phrase") }
    }

    @Test("What the node remarks on a search is said in every language")
    func notesHavePhrases() throws {
        let page = try #require(repository.file("Node/Portal/ItemsPages.swift")).text
        let search = try #require(repository.file("Node/Daemon/NodeCore+Search.swift")).text
        let notes = search.matches(of: /notes\.append\(("[^"]+")\)/).map { String($0.1) }
        #expect(notes.count == 2)
        for note in notes { #expect(page.contains("case \(note):"), "\(note) has no phrase") }
    }

    @Test("What the node remarks on a peer is said in every language")
    func remarksHavePhrases() throws {
        let phrases = try #require(repository.file("Node/Portal/FindingPhrases.swift")).text
        let reports = try #require(repository.file("Node/Daemon/NodeCore+Peers.swift")).text
        let book = try #require(repository.file("Node/Daemon/PeerBook.swift")).text
        let start = try #require(book.firstRange(of: "var code: String {"))
        let codes =
            reports.matches(of: /code: ("[^"\\]+"), sentence:/).map { String($0.1) }
            + reports.matches(of: /code: ("[^"\\]+"),\n *sentence:/).map { String($0.1) }
            + book[start.upperBound...].matches(of: /case \.\w+: ("[a-z-]+")\n/).map { String($0.1) }
        #expect(codes.count == 12)
        for code in codes { #expect(phrases.contains("\(code): phrase("), "\(code) has no phrase") }
    }

    @Test("Codes are found behind line breaks, in choices and in errors' own lists")
    func scanner() {
        let expressions = RefusalCodes.expressions(
            in: """
                OperationError(
                    code: "one",
                    reason:
                        "x")
                OperationError(code: found.isEmpty ? "two" : "three", reason: "y")
                Remark(code: "four", sentence: "z")
                OperationError(code: error.code, reason: error.reason)
                """)
        #expect(expressions == ["\"one\"", "found.isEmpty ? \"two\" : \"three\"", "error.code"])
    }
}
