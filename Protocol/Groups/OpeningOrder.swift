import Crypto
import Ledger
import Sodium
public import Wire

/// Milliseconds that a candidate waits, and looks again, before it opens an epoch for these nodes (specification §4.8).
///
/// None up to 100 nodes. Above, the nodes stand in an order that nobody chose and wait 0 to 2 seconds by their places, so that one
/// epoch is opened instead of many. `node` is one of `nodes`, whose order does not matter. Hashes once for each node.
public func openingDelayMilliseconds(of node: NodeID, among nodes: [NodeID], network: NetworkID) -> UInt64 {
    guard nodes.count > GroupsLimits.openingCandidatesMax else { return 0 }
    var set = SHA256()
    for member in nodes.sorted() { member.octets.withUnsafeBytes { set.update(bufferPointer: $0) } }
    let setDigest = set.finalize().withUnsafeBytes { Hash(Octets32(derived: $0)) }
    func place(_ node: NodeID) -> Hash {
        var writer = CBORWriter(reservingCapacity: 128)
        writer.array(4)
        writer.text("causeway/opening-order/1")
        writer.identifier(network)
        writer.identifier(setDigest)
        writer.identifier(node)
        return Hash(sha256: writer.bytes)
    }
    let own = place(node)
    let rank = nodes.count { place($0) < own }
    return UInt64(rank) * GroupsLimits.openingDelayMillisecondsMax / UInt64(nodes.count)
}
