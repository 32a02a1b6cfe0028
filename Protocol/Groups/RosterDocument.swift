import Ledger
public import Wire

/// Why a roster document, as a whole, is refused.
public enum RosterDocumentError: Error, Equatable, Sendable {
    /// The bytes are not the encoding of a roster document.
    case encoding(CBORError)
    /// The operations are not in ascending order of their hashes without repetition.
    case unordered
}

/// A group's charter and every operation its sender knows: how a newcomer learns who is inside (specification §4.7).
///
/// Travels as an item's content of kind 1. Nothing in it has been verified.
public struct RosterDocument: Equatable, Sendable {
    /// The signed charter.
    public let charter: [UInt8]
    /// Signed operations in ascending order of their hashes.
    public let operations: [[UInt8]]

    /// Puts the operations in order; drops repetitions.
    public init(charter: [UInt8], operations: [[UInt8]]) {
        self.charter = charter
        let ordered = operations.map { (hash: Hash.leaf($0), bytes: $0) }.sorted { $0.hash < $1.hash }
        var kept: [(hash: Hash, bytes: [UInt8])] = []
        for operation in ordered where operation.hash != kept.last?.hash { kept.append(operation) }
        self.operations = kept.map(\.bytes)
    }

    /// Reads a document; what stands inside is verified when a roster is made of it.
    public init(decoding bytes: ArraySlice<UInt8>) throws(RosterDocumentError) {
        do throws(CBORError) {
            var reader = CBORReader(bytes)
            try reader.array(exactly: 2)
            charter = [UInt8](try reader.byteString(limit: GroupsLimits.charterOctetsMax))
            var operations: [[UInt8]] = []
            for _ in 0..<(try reader.array(limit: GroupsLimits.rosterOperationsMax)) {
                operations.append([UInt8](try reader.byteString(limit: GroupsLimits.rosterOperationOctetsMax)))
            }
            try reader.end()
            self.operations = operations
        } catch {
            throw .encoding(error)
        }
        guard isAscending(operations.map { Hash.leaf($0) }) else { throw .unordered }
    }

    public func encoded() -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: charter.count + operations.reduce(16) { $0 + $1.count + 3 })
        writer.array(2)
        writer.byteString(charter)
        writer.array(operations.count)
        for operation in operations { writer.byteString(operation) }
        return writer.bytes
    }
}
