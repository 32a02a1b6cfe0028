import Testing

@Suite("Specification and vectors say the same")
struct SpecificationTests {
    let repository = Repository.shared
    let chapters: [Repository.File]
    let vectors: [VectorHead]

    init() {
        chapters = repository.files(under: "Protocol/Specification").filter { $0.name.first?.isNumber == true && $0.name.hasSuffix(".md") }
        vectors = repository.files(under: "Protocol/Vectors").compactMap(VectorHead.init)
    }

    @Test("Every vector's section is a heading of the specification")
    func sectionsExist() {
        let headings = chapters.flatMap { specificationHeadings(in: $0) }
        for vector in vectors {
            let exists = headings.contains { $0.isNamed(by: vector.section) }
            #expect(exists, "\(vector.path) cites section \(vector.section), which is not there")
        }
    }

    @Test("Every refusal that a vector expects is a MUST of the specification")
    func refusalsAreSpecified() {
        let specified = Set(chapters.flatMap { specifiedRefusals(in: $0.text) })
        for vector in vectors where vector.expect != "success" {
            #expect(specified.contains(vector.expect), "\(vector.path) expects \(vector.expect), which no MUST names")
        }
    }

    @Test("Every refusal of the specification is provoked by a vector or by a test")
    func refusalsAreProvoked() {
        let provoked = Set(vectors.map(\.expect))
        let tests = repository.files(under: "Tests").filter { $0.path.hasSuffix(".swift") }
        for chapter in chapters {
            for refusal in answeredRefusals(in: chapter.text) where !provoked.contains(refusal) {
                let isTested = tests.contains { $0.text.contains(".\(refusal)") || $0.text.contains("\"\(refusal)\"") }
                #expect(isTested, "\(chapter.path) names \(refusal), which neither a vector nor a test provokes")
            }
        }
    }

    @Test("Vectors accept and refuse, and each says what it is about")
    func vectorsAreComplete() {
        guard !repository.files(under: "Protocol/Vectors").isEmpty else { return }
        #expect(vectors.contains { $0.expect == "success" })
        #expect(vectors.contains { $0.expect != "success" })
        for vector in vectors {
            #expect(!vector.comment.isEmpty, "\(vector.path) has no comment")
        }
    }
}
