import Foundation

/// The least each number may be, as a ratio to its baseline: `Tests/floors.json`.
struct Floors {
    /// One line of the file.
    struct Floor: Codable {
        let name: String
        let baseline: String
        /// A least ratio for `atLeast`, a greatest for `atMost`.
        let floor: Double
        let direction: Row.Direction
        /// Why a number that is below its target is let pass: the profile in a sentence.
        let exception: String?
        /// Whether the row belongs to a part that is measured only when it is named.
        let isApart: Bool?
    }

    private let floors: [Floor]

    init(path: String) throws {
        guard let octets = FileManager.default.contents(atPath: path) else { throw BenchFault("\(path) cannot be read") }
        floors = try JSONDecoder().decode([Floor].self, from: octets)
    }

    func floor(of row: Row) -> Floor? { floors.first { $0.name == row.name } }

    /// What is wrong, a sentence each: a ratio beyond its floor, a row without a floor, a floor without a row.
    ///
    /// `isWhole` says that all rows were measured, so that a missing one is a fault.
    func faults(in rows: [Row], isWhole: Bool) -> [String] {
        var faults = rows.compactMap { row -> String? in
            guard let floor = floor(of: row) else { return "\(row.name): no floor is written down for it" }
            guard floor.baseline == row.baseline, floor.direction == row.direction else {
                return "\(row.name): its floor is for another baseline or direction"
            }
            if floor.direction.holds(row.ratio, floor.floor) { return nil }
            let word = floor.direction == .atLeast ? "below" : "above"
            return "\(row.name): the ratio to \(row.baseline) is \(Table.number(row.ratio)), \(word) its floor \(Table.number(floor.floor))"
        }
        if isWhole {
            faults += floors.filter { floor in floor.isApart != true && !rows.contains { $0.name == floor.name } }.map {
                "\($0.name): has a floor and was not measured"
            }
        }
        return faults
    }
}
