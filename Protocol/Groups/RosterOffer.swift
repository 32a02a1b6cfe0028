import Wire

/// The operations that a document offers to a roster, when they are more than a fold should cost.
///
/// Two rosters that nobody filled never offer each other so much. Where somebody did, what present stewards signed comes
/// first, with all that it rests on.
struct RosterOffer {
    /// Ascending by hash.
    private let operations: [RosterOperation]
    private let hashes: HashIndex

    init(_ operations: [RosterOperation]) {
        self.operations = operations.sorted { $0.hash < $1.hash }
        hashes = HashIndex(ascending: self.operations.map(\.hash))
    }

    /// So many of the operations, each after those that it saw, as far as they are in the offer.
    func first(_ count: Int, preferring stewards: [OrganisationID]) -> [RosterOperation] {
        guard operations.count > count else { return operations }
        let stewards = Set(stewards)
        let (preferred, others) = (
            operations.indices.filter { stewards.contains(operations[$0].signerOrganisation) },
            operations.indices.filter { !stewards.contains(operations[$0].signerOrganisation) }
        )
        var order: [Int] = []
        var visits = [Int](repeating: 0, count: operations.count)
        // Each operation is met twice: before what it saw, and after. What is last in the path comes first.
        var path = [Int]((preferred + others).reversed())
        while order.count < count, let index = path.popLast() {
            visits[index] += 1
            if visits[index] == 1 {
                path.append(index)
                path += operations[index].seen.compactMap { hashes.index(of: $0) }.filter { visits[$0] == 0 }
            } else if visits[index] == 2 {
                order.append(index)
            }
        }
        return order.map { operations[$0] }
    }
}
