import Ledger
import Sodium
import Wire

// How the values inside inputs and actions stand in a recording. Lists are read as long as there are octets: each element takes at least one.

extension CBORWriter {
    /// The head of an input or action: its number and as many fields.
    mutating func begin(_ number: UInt64, _ fields: Int) {
        array(fields + 1)
        unsigned(number)
    }

    mutating func list(_ values: [[UInt8]]) {
        array(values.count)
        for value in values { byteString(value) }
    }

    mutating func list(_ hashes: [Hash]) {
        array(hashes.count)
        for hash in hashes { identifier(hash) }
    }
}

extension CBORReader {
    mutating func session() throws(CBORError) -> SessionID { SessionID(try unsigned()) }

    mutating func list<Element>(_ element: (inout CBORReader) throws(CBORError) -> Element) throws(CBORError) -> [Element] {
        var list: [Element] = []
        for _ in 0..<(try array(limit: remaining)) { list.append(try element(&self)) }
        return list
    }

    mutating func octetLists() throws(CBORError) -> [[UInt8]] {
        try list { reader throws(CBORError) in Array(try reader.byteString(limit: reader.remaining)) }
    }

    mutating func hashes() throws(CBORError) -> [Hash] { try list { reader throws(CBORError) in try reader.octets() } }
}

extension Replica.Identity {
    func write(to writer: inout CBORWriter) {
        writer.array(7)
        writer.identifier(node)
        writer.identifier(network)
        writer.text(registryOrigin)
        writer.bool(isMailbox)
        writer.bool(isRelay)
        writer.bool(isCoordinator)
        writer.text(agent)
    }

    init(_ reader: inout CBORReader) throws(CBORError) {
        try reader.array(exactly: 7)
        self.init(
            node: try reader.octets(), network: try reader.octets(), registryOrigin: try reader.text(limit: reader.remaining),
            isMailbox: try reader.bool(), isRelay: try reader.bool(), isCoordinator: try reader.bool(),
            agent: try reader.text(limit: reader.remaining))
    }
}

extension PeerDirectory {
    func write(to writer: inout CBORWriter) {
        writer.array(2)
        writer.array(nodes.count)
        for (node, peer) in nodes.sorted(by: { $0.key < $1.key }) {
            writer.array(5)
            writer.identifier(node)
            writer.array(peer.keys.count)
            for key in peer.keys { writer.octets(key.octets) }
            writer.byteString(peer.currentKey?.array ?? [])
            writer.bool(peer.isAdmitted)
            writer.bool(peer.isCoordinator)
        }
        writer.octets(registryKey.octets)
    }

    init(_ reader: inout CBORReader) throws(CBORError) {
        try reader.array(exactly: 2)
        var nodes: [NodeID: Peer] = [:]
        for _ in 0..<(try reader.array(limit: reader.remaining)) {
            try reader.array(exactly: 5)
            let node = try reader.octets(NodeID.self)
            // The registry accepted the keys when it was replayed.
            let keys = try reader.list { reader throws(CBORError) in VerifyingKey(remembered: try reader.octets()) }
            nodes[node] = Peer(
                keys: keys, currentKey: try reader.optionalOctets(), isAdmitted: try reader.bool(), isCoordinator: try reader.bool())
        }
        self.init(nodes: nodes, registryKey: VerifyingKey(remembered: try reader.octets()))
    }
}

extension AccessTable {
    func write(to writer: inout CBORWriter) {
        writer.array(groups.count)
        for (tag, nodes) in groups.sorted(by: { $0.key < $1.key }) {
            writer.array(2)
            writer.identifier(tag)
            writer.array(nodes.count)
            for node in nodes.sorted() { writer.identifier(node) }
        }
    }

    init(_ reader: inout CBORReader) throws(CBORError) {
        self.init()
        for _ in 0..<(try reader.array(limit: reader.remaining)) {
            try reader.array(exactly: 2)
            let tag = try reader.octets(GroupTag.self)
            groups[tag] = Set(try reader.list { reader throws(CBORError) in try reader.octets(NodeID.self) })
        }
    }
}

extension JournalName {
    /// An empty array stands for the registry.
    static func write(_ name: JournalName?, to writer: inout CBORWriter) {
        writer.array(name == nil ? 0 : 3)
        guard let name else { return }
        writer.identifier(name.node)
        writer.identifier(name.group)
        writer.identifier(name.incarnation)
    }

    static func read(_ reader: inout CBORReader) throws(CBORError) -> JournalName? {
        switch try reader.array(limit: 3) {
        case 0: return nil
        case 3: return JournalName(node: try reader.octets(), group: try reader.octets(), incarnation: try reader.octets())
        default: throw .wrongCount
        }
    }
}

extension JournalReader {
    func write(to writer: inout CBORWriter) {
        writer.array(5)
        JournalName.write(name, to: &writer)
        writer.identifier(journal)
        writer.text(origin)
        writer.unsigned(size)
        writer.list(range.hashes)
    }

    init(_ reader: inout CBORReader) throws(CBORError) {
        try reader.array(exactly: 5)
        let name = try JournalName.read(&reader)
        let (journal, origin) = (try reader.octets(JournalID.self), try reader.text(limit: reader.remaining))
        guard let range = CompactRange(size: try reader.unsigned(), hashes: try reader.hashes()) else { throw .invalidValue }
        self.init(name: name, journal: journal, origin: origin, restoring: range)
    }
}

extension CompactCheckpoint {
    func write(to writer: inout CBORWriter) {
        writer.unsigned(size)
        writer.octets(signature)
    }

    init(_ reader: inout CBORReader) throws(CBORError) { self.init(size: try reader.unsigned(), signature: try reader.octets()) }
}

extension VerifiedBatch {
    /// All that it takes to verify it again, if its entries reach its checkpoint.
    func write(to writer: inout CBORWriter) {
        writer.array(6)
        JournalName.write(name, to: &writer)
        writer.identifier(journal)
        writer.unsigned(first)
        writer.list(entries.map(\.compact))
        checkpoint.write(to: &writer)
    }
}

extension StoredJournalSize {
    func write(to writer: inout CBORWriter) {
        writer.array(2)
        writer.identifier(journal)
        writer.unsigned(size)
    }

    init(_ reader: inout CBORReader) throws(CBORError) {
        try reader.array(exactly: 2)
        self.init(journal: try reader.octets(), size: try reader.unsigned())
    }
}

extension BodyPlace {
    func write(to writer: inout CBORWriter) {
        writer.array(2)
        writer.identifier(journal)
        writer.unsigned(position)
    }

    init(_ reader: inout CBORReader) throws(CBORError) {
        try reader.array(exactly: 2)
        self.init(journal: try reader.octets(), position: try reader.unsigned())
    }
}

extension MissingBody {
    func write(to writer: inout CBORWriter) {
        writer.array(4)
        place.write(to: &writer)
        writer.identifier(hash)
        writer.unsigned(length)
        writer.bool(carriesKeys)
    }

    init(_ reader: inout CBORReader) throws(CBORError) {
        try reader.array(exactly: 4)
        self.init(
            place: try BodyPlace(&reader), hash: try reader.octets(), length: try reader.unsigned(), carriesKeys: try reader.bool())
    }
}
