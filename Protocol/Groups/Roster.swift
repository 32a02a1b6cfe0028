import Ledger
public import Sodium
public import Wire

/// Why a roster cannot be made of a document, or a document not be merged into a roster.
public enum RosterError: Error, Equatable, Sendable {
    /// The document's charter is refused.
    case charter(CharterError)
    /// The document belongs to another charter, be it one with the same tag.
    case anotherCharter
    /// More operations than a roster may have.
    case tooManyOperations
}

/// Who is in a closed group: a deterministic fold over the charter and signed operations (specification §4.6).
///
/// Its state is a function of the *set* of verified operations it holds, so peers who hold the same ones agree,
/// in whatever order and from whomever they came. An operation counts once everything it saw is held too.
/// An organisation is a member when some addition of it is not undone: a removal undoes every addition it
/// has seen and every concurrent one; only an addition that saw the removal stands again. The founder always is a member.
public struct Roster: Equatable, Sendable {
    public let charter: Charter
    /// The verified operations, ascending by hash; also those still waiting for what they saw.
    public private(set) var operations: [RosterOperation] = []
    /// The members in ascending order.
    public private(set) var organisations: [OrganisationID]
    /// The counted operations that no other counted one has seen, ascending: what the next operation will name.
    public private(set) var heads: [Hash] = []
    /// How many operations wait for one that they saw.
    public private(set) var waitingCount = 0

    /// The roster of a group just founded: its founder alone.
    public init(charter: Charter) {
        self.charter = charter
        organisations = [charter.statement.founder]
    }

    /// Reads and verifies a document. Operations that do not verify are left out; see `merge`.
    public init(document: RosterDocument, network: NetworkID, directory: some NodeDirectory) throws(RosterError) {
        let charter: Charter
        do throws(CharterError) {
            charter = try Charter(verifying: document.charter[...], network: network, directory: directory)
        } catch {
            throw .charter(error)
        }
        self.init(charter: charter)
        try merge(document, network: network, directory: directory)
    }

    /// What a document brought.
    public struct Merge: Equatable, Sendable {
        /// Operations that are held now and were not before.
        public var added = 0
        /// Operations that did not verify, by their place in the document. `notSteward` and `wrongSignature` may pass
        /// later, when the local registry has grown: offer the document again.
        public var refused: [Refusal] = []

        public struct Refusal: Equatable, Sendable {
            public let index: Int
            public let error: RosterOperationError
        }
    }

    /// Takes over every operation of the document that verifies. On an error nothing has changed.
    @discardableResult
    public mutating func merge(
        _ document: RosterDocument, network: NetworkID, directory: some NodeDirectory
    ) throws(RosterError) -> Merge {
        guard document.charter == charter.bytes else { throw .anotherCharter }
        var merge = Merge()
        var fresh: [RosterOperation] = []
        for (index, bytes) in document.operations.enumerated() where !holds(Hash.leaf(bytes)) {
            do throws(RosterOperationError) {
                fresh.append(try RosterOperation(verifying: bytes[...], of: charter, network: network, directory: directory))
            } catch {
                merge.refused.append(.init(index: index, error: error))
            }
        }
        merge.added = fresh.count
        try take(fresh)
        return merge
    }

    /// Signs the next operation, which has seen everything this roster counts, and takes it over.
    ///
    /// Throws what `RosterOperation` throws; a steward's operation always fits in, so this is how a group changes.
    @discardableResult
    public mutating func sign(
        _ verb: RosterVerb, _ organisation: OrganisationID, signer: NodeID, time: Minute, network: NetworkID,
        with key: borrowing SigningKey
    ) throws(RosterOperationError) -> RosterOperation {
        let operation = try RosterOperation(
            signing: verb, organisation, of: charter, seen: [Hash](heads.prefix(GroupsLimits.seenOperationsMax)),
            signer: signer, time: time, network: network, with: key)
        guard !holds(operation.hash) else { return operation }
        guard (try? take([operation])) != nil else { throw .rosterFull }
        return operation
    }

    /// Everything held, for a newcomer or another member.
    public var document: RosterDocument {
        RosterDocument(charter: charter.bytes, operations: operations.map(\.bytes))
    }

    /// What an epoch's manifest names: SHA-256 over the ascending heads together with the charter's hash.
    public var frontier: Octets32 {
        let hashes = (heads + [charter.hash]).sorted()
        var writer = CBORWriter(reservingCapacity: 8 + 34 * hashes.count)
        writer.array(hashes.count)
        for hash in hashes { writer.identifier(hash) }
        return Hash(sha256: writer.bytes).octets
    }

    /// Whether the organisation is a member.
    public func contains(_ organisation: OrganisationID) -> Bool { organisations.contains(organisation) }

    /// Whether the operation is held; binary search over the order of hashes.
    private func holds(_ hash: Hash) -> Bool {
        var (low, high) = (0, operations.count)
        while low < high {
            let middle = (low + high) / 2
            if operations[middle].hash < hash { low = middle + 1 } else { high = middle }
        }
        return low < operations.count && operations[low].hash == hash
    }

    private mutating func take(_ fresh: [RosterOperation]) throws(RosterError) {
        guard !fresh.isEmpty else { return }
        guard operations.count + fresh.count <= GroupsLimits.rosterOperationsMax else { throw .tooManyOperations }
        operations = (operations + fresh).sorted { $0.hash < $1.hash }
        let fold = RosterFold(operations, founder: charter.statement.founder)
        organisations = fold.organisations
        heads = fold.heads
        waitingCount = fold.waitingCount
    }
}
