import Ledger
public import Sodium
public import Wire

/// Why a roster cannot be made of a document, or a document not be merged into a roster.
public enum RosterError: Error, Equatable, Sendable {
    /// The document's charter is refused.
    case charter(CharterError)
    /// The document belongs to another charter, be it one with the same tag.
    case anotherCharter
}

/// Who is in a group: of a named one its charter's organisations, of a closed one a deterministic fold over the charter and
/// signed operations (specification §4.6).
///
/// Its state is a function of the *set* of verified operations it holds, so peers who hold the same ones agree,
/// in whatever order and from whomever they came. What it holds is bounded by `RosterRoom`. An operation counts once everything it saw is held too.
/// An organisation is a member when some addition of it is not undone: a removal undoes every addition it
/// has seen and every concurrent one; only an addition that saw the removal stands again. In the same way it is a steward.
/// What a steward adds or appoints concurrently with its own removal is void. Nobody is inside for ever, the founder included.
public struct Roster: Equatable, Sendable {
    public let charter: Charter
    /// The verified operations, ascending by hash; also those still waiting for what they saw.
    public private(set) var operations: [RosterOperation] = []
    /// The members in ascending order.
    public private(set) var organisations: [OrganisationID]
    /// The members who may change the roster, ascending. When a closed group has none, its members can elect one.
    public private(set) var stewards: [OrganisationID]
    /// The counted operations that no other counted one has seen, ascending.
    public private(set) var heads: [Hash] = []
    /// How many operations wait for one that they saw.
    public private(set) var waitingCount = 0
    /// The counted operations that change nothing, ascending: their signer was not entitled to them, or they are void.
    public private(set) var withoutEffect: [Hash] = []
    /// What the next operation will have seen, ascending.
    private var foundation: [Hash] = []
    private let bounds: RosterRoom.Bounds

    /// The roster as the charter leaves it: the founder of a closed group alone, or the organisations of a named one.
    public init(charter: Charter) { self.init(charter: charter, bounds: RosterRoom.Bounds()) }

    init(charter: Charter, bounds: RosterRoom.Bounds) {
        self.bounds = bounds
        self.charter = charter
        switch charter.statement.kind {
        case .closed:
            organisations = [charter.statement.founder]
            stewards = organisations
        case .named:
            organisations = charter.statement.organisations
            stewards = []
        }
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
        /// Operations that verified and for which there is no room. Some may find room later: offer the document again.
        public var passedOver = 0
        /// Operations that did not verify, by their place in the document. `unknownSigner` and `wrongSignature` may pass
        /// later, when the local registry has grown: offer the document again.
        public var refused: [Refusal] = []

        public struct Refusal: Equatable, Sendable {
            public let index: Int
            public let error: RosterOperationError
        }
    }

    /// Takes over every operation of the document that verifies and for which there is room. On an error nothing has changed.
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
        take(fresh)
        merge.added = fresh.count(where: { holds($0.hash) })
        merge.passedOver = fresh.count - merge.added
        return merge
    }

    /// Signs the next operation and takes it over. It has seen every authorised operation, as far as 64 heads reach.
    ///
    /// Throws what `RosterOperation` throws, `rosterFull`, and `notAuthorised` for what would be without effect.
    @discardableResult
    public mutating func sign(
        _ verb: RosterVerb, _ organisation: OrganisationID, signer: NodeID, time: Minute, network: NetworkID,
        directory: some NodeDirectory, with key: borrowing SigningKey
    ) throws(RosterOperationError) -> RosterOperation {
        let operation = try RosterOperation(
            signing: verb, organisation, of: charter, seen: foundation, signer: signer, time: time, network: network,
            directory: directory, with: key)
        guard !holds(operation.hash) else { return operation }
        var next = self
        next.take([operation])
        guard next.holds(operation.hash) else { throw .rosterFull }
        guard !next.withoutEffect.contains(operation.hash) else { throw .notAuthorised }
        self = next
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

    public var kind: CharterKind { charter.statement.kind }

    /// Whether the organisation is a member.
    public func contains(_ organisation: OrganisationID) -> Bool { organisations.contains(organisation) }

    /// Whether the organisation may add, remove, appoint and dismiss.
    public func isSteward(_ organisation: OrganisationID) -> Bool { stewards.contains(organisation) }

    /// Whether the operation is held; binary search over the order of hashes.
    private func holds(_ hash: Hash) -> Bool {
        var (low, high) = (0, operations.count)
        while low < high {
            let middle = (low + high) / 2
            if operations[middle].hash < hash { low = middle + 1 } else { high = middle }
        }
        return low < operations.count && operations[low].hash == hash
    }

    private mutating func take(_ fresh: [RosterOperation]) {
        guard !fresh.isEmpty else { return }
        let offered = RosterOffer(fresh).first(max(bounds.offeredMax - operations.count, 0), preferring: stewards)
        var all = (operations + offered).sorted { $0.hash < $1.hash }
        var fold = RosterFold(all, charter: charter.statement)
        let kept = RosterRoom(all, fold: fold, bounds: bounds).kept(stewards: stewards, holding: holds)
        if kept.count < all.count {
            all = kept.map { all[$0] }
            fold = RosterFold(all, charter: charter.statement)
        }
        operations = all
        organisations = fold.organisations
        stewards = fold.stewards
        heads = fold.heads
        withoutEffect = fold.withoutEffect
        waitingCount = fold.waitingCount
        foundation = RosterRoom(all, fold: fold, bounds: bounds).foundation
    }
}
