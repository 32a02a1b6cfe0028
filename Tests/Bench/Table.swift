import Foundation

/// The rows for people, in columns, and for programs, as JSON.
struct Table {
    let machine: Machine
    let rows: [Row]
    let floors: Floors?

    var text: String {
        var cells = [["what", "value", "", "baseline", "value", "ratio", "target", "floor"]]
        for row in rows {
            cells.append([
                row.name, Self.number(row.value), row.unit, row.baseline, Self.number(row.baselineValue), Self.number(row.ratio),
                target(of: row), floors?.floor(of: row).map { sign(row) + Self.number($0.floor) } ?? "",
            ])
        }
        let widths = (0..<cells[0].count).map { column in cells.map { $0[column].count }.max() ?? 0 }
        let rightColumns: Set<Int> = [1, 4, 5]
        let lines = cells.map { line in
            line.enumerated().map { column, cell in
                let space = String(repeating: " ", count: widths[column] - cell.count)
                return rightColumns.contains(column) ? space + cell : cell + space
            }.joined(separator: "  ").trimmingSuffix(" ")
        }
        return ([machine.text, ""] + lines).joined(separator: "\n")
    }

    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(Document(machine: machine, rows: rows.map(Line.init))) else {
            preconditionFailure("numbers could not be written as JSON")
        }
        return String(decoding: data, as: UTF8.self)
    }

    /// A number with as many digits as mean something.
    static func number(_ value: Double) -> String {
        switch abs(value) {
        case 1_000_000...: "\(number(value / 1_000_000)) M"
        case 10_000...: "\(Int((value / 1_000).rounded())) k"
        case 100...: "\(Int(value.rounded()))"
        case 10...: "\((value * 10).rounded() / 10)"
        default: "\((value * 100).rounded() / 100)"
        }
    }

    private func sign(_ row: Row) -> String { row.direction == .atLeast ? "≥ " : "≤ " }

    private func target(of row: Row) -> String {
        let limit =
            switch row.target {
            case .ratio(let ratio): "\(Int((ratio * 100).rounded())) %"
            case .value(let value): "\(Self.number(value)) \(row.unit)"
            }
        return sign(row) + limit + (row.meetsTarget ? "" : " missed")
    }

    private struct Document: Encodable {
        let machine: Machine
        let rows: [Line]
    }

    private struct Line: Encodable {
        let name: String
        let unit: String
        let value: Double
        let baseline: String
        let baselineValue: Double
        let ratio: Double
        let direction: Row.Direction
        let meetsTarget: Bool

        init(_ row: Row) {
            (name, unit, value) = (row.name, row.unit, row.value)
            (baseline, baselineValue, ratio) = (row.baseline, row.baselineValue, row.ratio)
            (direction, meetsTarget) = (row.direction, row.meetsTarget)
        }
    }
}

extension String {
    fileprivate func trimmingSuffix(_ character: Character) -> String {
        var text = self
        while text.last == character { text.removeLast() }
        return text
    }
}
