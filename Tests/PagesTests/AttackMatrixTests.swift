import Testing

@testable import Pages

@Suite struct AttackMatrixTests {
    private func matrix(_ tactics: [(String, [Int])], path: String? = "/techniques/x") -> AttackMatrix {
        AttackMatrix(
            Phrase(verbatim: "Techniques"),
            tactics: tactics.map { name, counts in
                let techniques = counts.enumerated().map { index, count in
                    AttackMatrix.Technique(id: "T1\(index)", name: "\(name) technique \(index)", count: count, path: path)
                }
                return AttackMatrix.Tactic(name: name, techniques: techniques)
            })
    }

    @Test func `Only tactics and techniques that are used are shown`() throws {
        let markup = try Markup(matrix([("Initial Access", [1, 0, 12]), ("Execution", [0, 0]), ("Impact", [3])]).words)
        #expect(markup.all(ofClass: "matrix-tactic").map(\.text) == ["Initial Access (2)", "Impact (1)"])
        let cells = markup.all(ofClass: "matrix-cell")
        #expect(cells.map(\.text) == ["T10 Initial Access technique 0", "T12 Initial Access technique 2 ×12", "T10 Impact technique 0 ×3"])
        #expect(cells.map { $0.attributes["class"] } == ["matrix-cell level-1", "matrix-cell level-4", "matrix-cell level-1"])
        #expect(markup.all("a").count == 3)
    }

    @Test func `The overview has a square for each technique, within its width`() throws {
        let markup = try Markup(matrix([("Execution", Array(repeating: 2, count: 30)), ("Impact", [150])]).picture)
        #expect(markup.all("rect").count == 31)
        let places = try markup.all("rect").map { [try #require($0.attributes["x"]), try #require($0.attributes["y"])] }
        #expect(Set(places).count == 31)
        #expect(places.allSatisfy { (Double($0[0]) ?? 999) <= 383 })
        #expect(markup.all(ofClass: "matrix-cell").last?.text == "T10 Impact technique 0 ×15099")
        #expect(try Markup(matrix([]).figure).text == "Nothing yet.")
    }

    @Test func `A matrix beyond the bounds is cut, and says so`() throws {
        let markup = try Markup(matrix((0..<100).map { ("Tactic \($0)", Array(repeating: 1, count: 50)) }).figure)
        #expect(markup.all("rect").count == PagesLimits.techniquesMax)
        #expect(markup.text.contains("There are more techniques than are shown."))
        #expect(try !Markup(matrix([("Impact", [1])]).figure).text.contains("more techniques"))
    }

    @Test(arguments: Hostile.texts)
    func `No text breaks out of a matrix`(text: String) throws {
        let technique = AttackMatrix.Technique(id: text, name: text, count: .max, path: text)
        let matrix = AttackMatrix(Phrase(verbatim: text), tactics: [.init(name: text, techniques: [technique, technique])])
        let markup = try Markup(matrix.figure)
        #expect(markup.all("a").isEmpty)
    }
}
