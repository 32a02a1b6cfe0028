import Pages

/// What may be blocked: for each kind a list of values, and all of them as a table.
///
/// A list is one value a line and nothing else, no comments, so that every firewall takes it; values are in the order of their octets, each once.
extension MachineFiles {
    func indicatorList(_ kind: IndicatorKind) async throws(PublicRefusal) -> ZoneDocument {
        var text = ""
        var last = ""
        for indicator in try await indicators(kind, countMax: PublicZoneLimits.indicatorsMax) where indicator.value != last {
            last = indicator.value
            text += last + "\n"
        }
        return ZoneDocument(type: "text/plain; charset=utf-8", text)
    }

    /// RFC 4180, with a head; a value that several items name stands once for each.
    func indicatorTable() async throws(PublicRefusal) -> ZoneDocument {
        var text = CommaSeparated.line(["kind", "value", "valid_from", "valid_until", "confidence", "item", "page"])
        for kind in IndicatorKind.allCases {
            for one in try await indicators(kind, countMax: PublicZoneLimits.indicatorRowsMax) {
                text += CommaSeparated.line([
                    kind.word, one.value, one.since == 0 ? "" : UTCMoment(one.since).machineText,
                    one.until == 0 ? "" : UTCMoment(one.until).machineText, one.confidence.map { "\($0)" } ?? "", one.item,
                    link(.page(.english, .item(one.item))),
                ])
            }
        }
        return ZoneDocument(type: "text/csv; charset=utf-8; header=present", text)
    }

    /// The first of a kind, without what cannot stand in a line of its own.
    private func indicators(_ kind: IndicatorKind, countMax: Int) async throws(PublicRefusal) -> [PublicIndicator] {
        var indicators: [PublicIndicator] = []
        var after: PublicIndicator?
        while indicators.count < countMax {
            let behind = after
            let limit = min(PublicZoneLimits.indicatorsPerPage, countMax - indicators.count)
            let page = try await maker.read { () async throws in try await maker.source.indicators(kind, after: behind, limit: limit) }
            indicators += page
            guard let last = page.last, page.count >= limit else { break }
            after = last
        }
        return indicators.prefix(countMax).filter { one in !one.value.isEmpty && one.value.utf8.allSatisfy { (0x21...0x7E).contains($0) } }
    }
}

/// Lines of a table in which no cell is a formula (RFC 4180).
enum CommaSeparated {
    static func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") + "\r\n" }

    /// A cell that a spreadsheet would take for a formula begins with an apostrophe, and so does one that begins with an apostrophe itself: who
    /// reads takes one away and has the value.
    static func cell(_ text: String) -> String {
        let isFormula = text.utf8.first.map { [0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0D, 0x27].contains($0) } ?? false
        let safe = isFormula ? "'" + text : text
        guard safe.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return safe }
        return "\"\(safe.replacing("\"", with: "\"\""))\""
    }
}
