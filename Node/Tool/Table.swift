/// Rows under headings, every column as wide as its widest text; the last one is cut to the terminal.
struct Table {
    private var rows: [[String]]
    private let headings: Int

    init(_ headings: String...) {
        rows = [headings]
        self.headings = headings.count
    }

    /// Adds a row; the texts may hold anything.
    mutating func add(_ texts: String...) {
        precondition(texts.count == headings, "a row of \(texts.count) under \(headings) headings")
        rows.append(texts.map { PlainText.line($0) })
    }

    /// Prints the table, or a sentence when it has no rows.
    func say(orElse sentence: String) {
        guard rows.count > 1 else { return Output.say(sentence) }
        for line in lines(within: Output.columns) { Output.say(line) }
    }

    func lines(within columns: Int?) -> [String] {
        let widths = (0..<headings).map { column in rows.map { PlainText.columns($0[column]) }.max() ?? 0 }
        let before = widths.dropLast().reduce(0) { $0 + $1 + 2 }
        return rows.map { row in
            var line = ""
            for (text, width) in zip(row, widths).dropLast() {
                line += text + String(repeating: " ", count: width - PlainText.columns(text) + 2)
            }
            let last = row.last ?? ""
            line += columns.map { PlainText.cut(last, to: max($0 - before, ToolLimits.lastColumnMin)) } ?? last
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }
    }
}

/// Names and values, a line each, the values under one another.
struct Facts {
    private var facts: [(name: String, value: String)] = []

    mutating func add(_ name: String, _ value: String) { facts.append((name, PlainText.line(value))) }

    /// Adds a line only when there is something to say.
    mutating func add(_ name: String, any values: [String]) {
        guard !values.isEmpty else { return }
        add(name, values.joined(separator: ", "))
    }

    func say() { for line in lines { Output.say(line) } }

    var lines: [String] { facts.map { margin($0.name) + $0.value } }

    /// The same with long values on several lines.
    func lines(within columns: Int) -> [String] { facts.flatMap { PlainText.wrapped($0.value, to: columns, after: margin($0.name)) } }

    private func margin(_ name: String) -> String {
        let width = facts.map { PlainText.columns($0.name) }.max() ?? 0
        return name + String(repeating: " ", count: width - PlainText.columns(name) + 2)
    }
}
