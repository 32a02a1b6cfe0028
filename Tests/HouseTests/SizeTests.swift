import Testing

@Suite("Sizes: a file and a function are held by one reader")
struct SizeTests {
    let repository = Repository.shared

    @Test("No file passes 500 lines")
    func filesAreShort() {
        for file in repository.files where [".swift", ".c", ".h"].contains(where: file.path.hasSuffix) {
            let lines = file.lines.count - (file.text.hasSuffix("\n") ? 1 : 0)
            #expect(lines <= House.fileLinesMax, "\(file.path) has \(lines) lines")
        }
    }

    @Test("No function passes 70 lines")
    func functionsAreShort() {
        var counted = 0
        for file in repository.swiftFiles {
            let functions = FunctionScanner(file.text).functions()
            counted += functions.count
            for function in functions where function.lines > House.functionLinesMax {
                Issue.record("\(file.path):\(function.line) \(function.name) has \(function.lines) lines")
            }
        }
        #expect(counted > 50, "the scanner found only \(counted) functions in the repository: it is broken")
    }
}
