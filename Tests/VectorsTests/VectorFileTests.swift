import Sodium
import Testing
import Vectors

@Suite("A vector file")
struct VectorFileTests {
    private static let header = "expect: success\nsection: 2.4\ncomment: A case: with a colon.\n"

    @Test("is read with its header, its lists, its empty values and its numbers")
    func whole() throws {
        let vector = try VectorFile(name: "case", text: Self.header + "size: 0100\nleaf: \nleaf: ff00\nempty:\n")
        #expect(vector.expect == "success")
        #expect(vector.section == "2.4")
        #expect(vector.comment == "A case: with a colon.")
        #expect(vector.fields.map(\.key) == ["size", "leaf", "leaf", "empty"])
        #expect(vector.list("leaf") == [[], [0xFF, 0]])
        #expect(try vector.number("size") == 256)
        #expect(try vector.octets("empty") == [])
    }

    @Test(
        "without the three header lines in their order is refused",
        arguments: [
            "", "expect: success\n", "section: 2.4\nexpect: success\ncomment: c\n", "expect: \nsection: 2.4\ncomment: c\n",
            "expect: success\nsection: 2.4\nsize: 01\n",
        ])
    func brokenHeader(text: String) {
        #expect(throws: VectorError.header(name: "case")) { try VectorFile(name: "case", text: text) }
    }

    @Test(
        "with a line that is not key and hexadecimal is refused by that line",
        arguments: ["size 01", "size: 0", "size: 0g", "Size: 01", ": 01", "size:01", "size: 01 ", ""])
    func brokenLine(line: String) {
        #expect(throws: VectorError.field(name: "case", line: 5)) {
            try VectorFile(name: "case", text: Self.header + "ok: 00\n\(line)\nok: 00\n")
        }
    }

    @Test("does not guess a value that is missing, repeated or of another length")
    func missing() throws {
        let vector = try VectorFile(name: "case", text: Self.header + "twice: 00\ntwice: 00\nlong: 000000000000000000\n")
        #expect(throws: VectorError.missing(name: "case", key: "absent")) { try vector.octets("absent") }
        #expect(throws: VectorError.missing(name: "case", key: "twice")) { try vector.octets("twice") }
        #expect(throws: VectorError.missing(name: "case", key: "long")) { try vector.number("long") }
        #expect(throws: VectorError.missing(name: "case", key: "long")) { try vector.octets("long", as: Octets32.self) }
    }

    @Test("is looked for in a topic that must exist")
    func noTopic() {
        #expect(throws: VectorError.noVectors(directory: "no-such-topic")) { try VectorFile.all(in: "no-such-topic") }
    }
}
