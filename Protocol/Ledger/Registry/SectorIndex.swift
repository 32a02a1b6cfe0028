internal import Wire

/// The organisations whose standing is admitted by their sector, so that asking for a sector's members costs as much as the
/// answer is long.
///
/// Follows from the table of organisations, and changes with it. Sectors are kept as octets, because two texts that Swift
/// takes for equal may be two sectors (specification chapter 1: nothing is normalised).
struct SectorIndex: Sendable {
    /// Ascending; a sector without a member has no place here, nor has the empty text, which is no sector.
    private var members: [[UInt8]: [OrganisationID]] = [:]

    /// The sectors that have a member, ascending by their octets.
    var sectors: [String] {
        members.keys.sorted { $0.lexicographicallyPrecedes($1) }.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Ascending; none for a sector that has no member.
    func members(of sector: String) -> [OrganisationID] { members[Array(sector.utf8)] ?? [] }

    mutating func insert(_ organisation: Organisation) {
        guard !organisation.sector.isEmpty else { return }
        members[Array(organisation.sector.utf8), default: []].insertAscending(organisation.id)
    }

    mutating func remove(_ organisation: Organisation) {
        let sector = Array(organisation.sector.utf8)
        members[sector]?.removeAscending(organisation.id)
        if members[sector]?.isEmpty == true { members[sector] = nil }
    }
}

extension Array where Element: Identifier {
    /// Puts an identifier into its place among ascending ones, unless it is there.
    mutating func insertAscending(_ element: Element) {
        let place = placeAscending(of: element)
        if place == endIndex || self[place] != element { insert(element, at: place) }
    }

    /// Takes an identifier out of ascending ones, if it is there.
    mutating func removeAscending(_ element: Element) {
        let place = placeAscending(of: element)
        if place < endIndex, self[place] == element { remove(at: place) }
    }

    private func placeAscending(of element: Element) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if self[middle] < element { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
