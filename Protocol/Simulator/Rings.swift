import Sodium
import Wire

/// Computed neighbours: in each of several rings the nodes stand in an order of their own, and who stands beside a node is its neighbour.
///
/// The one seam to the overlay: whoever asks for neighbours asks here.
struct Rings {
    private let order: [[Int]]
    private let places: [[Int32]]

    /// `degree` is rounded up to an even number.
    init(nodes: [NodeID], degree: Int) {
        var (order, places): ([[Int]], [[Int32]]) = ([], [])
        for ring in 0..<(degree + 1) / 2 {
            let positions = nodes.map { node in
                var hash = TraceHash()
                hash.add(ring)
                hash.add(node.octets)
                var mixed = Dice(seed: hash.value)
                return mixed.next()
            }
            let sorted = nodes.indices.sorted { (positions[$0], nodes[$0]) < (positions[$1], nodes[$1]) }
            var place = [Int32](repeating: 0, count: nodes.count)
            for (position, index) in sorted.enumerated() { place[index] = Int32(position) }
            order.append(sorted)
            places.append(place)
        }
        self.order = order
        self.places = places
    }

    /// The neighbours of a node, by index and in this order.
    func neighbours(of index: Int) -> [Int] {
        var found: Set<Int> = []
        for ring in order.indices {
            let (sorted, place) = (order[ring], Int(places[ring][index]))
            found.insert(sorted[(place + 1) % sorted.count])
            found.insert(sorted[(place + sorted.count - 1) % sorted.count])
        }
        found.remove(index)
        return found.sorted()
    }
}
