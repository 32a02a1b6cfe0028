import Pages
import Synchronization

/// What lists for machines say of an item that only its content tells.
struct ItemFacts: Sendable {
    /// The beginning of what its author says of it, in one line; empty for nothing.
    var summary = ""
    /// Whether it tells of a vulnerability.
    var isAdvisory = false
    /// The MD5 of each value of its MISP event, 16 octets each.
    var digests: [[UInt8]] = []

    /// Octets that it takes in memory, about.
    fileprivate var octets: Int { 300 + summary.utf8.count + 64 * digests.count }
}

/// The facts of items that were looked at: an identifier names one content for ever, so they are found out once.
///
/// When they take more than `PublicZoneLimits.factsOctetsMax`, those that were there first go.
final class FactsShelf: Sendable {
    private struct State {
        var facts: [String: ItemFacts] = [:]
        var order: ArraySlice<String> = []
        var octets = 0
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int = PublicZoneLimits.factsOctetsMax) { self.limit = limit }

    subscript(_ id: String) -> ItemFacts? { state.withLock { $0.facts[id] } }

    func keep(_ facts: ItemFacts, of id: String) {
        state.withLock { state in
            guard state.facts[id] == nil, facts.octets <= limit else { return }
            state.facts[id] = facts
            state.order.append(id)
            state.octets += facts.octets
            while state.octets > limit, let first = state.order.popFirst() {
                state.octets -= state.facts.removeValue(forKey: first)?.octets ?? 0
            }
        }
    }
}
