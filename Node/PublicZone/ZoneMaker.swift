import Exchange
import Logging
import Pages
import Policy

/// Makes what stands at an address of the zone; the server sends it, and static publication writes it into a file.
struct ZoneMaker: Sendable {
    let site: PublicSite
    let source: any PublicItems
    let budget: OctetBudget
    let logger: Logger
    /// What was found out about contents, for as long as this lives.
    let facts: FactsShelf

    init(
        site: PublicSite, source: any PublicItems, budget: OctetBudget = OctetBudget(limit: PublicZoneLimits.octetsInFlightMax),
        logger: Logger,
        facts: FactsShelf = FactsShelf()
    ) {
        self.facts = facts
        self.site = site
        self.source = source
        self.budget = budget
        self.logger = logger
    }

    /// The document at an address; `query` is what stands behind the question mark, as it was sent, and means something to searches alone.
    func document(_ address: ZoneAddress, query: Substring = "") async throws(PublicRefusal) -> ZoneDocument {
        switch address {
        case .page(let language, let page): try await ZonePages(maker: self, language: language).document(page, query: query)
        case .entrance: try await ZonePages(maker: self, language: .english).document(.front, query: "")
        case .machine(let address): try await MachineFiles(maker: self).document(address)
        case .asset(let name): try Assets.document(name)
        }
    }

    // MARK: - For pages and machines

    /// A public item, or why there is none.
    func item(_ id: String) async throws(PublicRefusal) -> PublicItem {
        switch try await read({ () async throws in try await source.standing(of: id) }) {
        case .isPublic(let item):
            guard item.id == id, isPublic(item) else { throw .notFound }
            return item
        case .ended(let ending, let successor): throw .ended(ending, successor: successor)
        case .unknown: throw .notFound
        }
    }

    /// Items of a list in these places, the last first.
    func items(in list: ListName, places: ClosedRange<Int64>) async throws(PublicRefusal) -> [PublicItem] {
        try await read { () async throws in try await source.items(in: list, places: places) }.filter(isPublic)
    }

    /// A list by its name; throws `notFound` where there is none.
    func list(_ name: ListName) async throws(PublicRefusal) -> PublicList {
        let lists = try await lists()
        guard let list = lists.first(where: { $0.name == name }) else {
            // The list of all is there before anything is in it.
            guard name == .all || name.topic != nil else { throw .notFound }
            return PublicList(name: name, last: 0, count: 0)
        }
        return list
    }

    func lists() async throws(PublicRefusal) -> [PublicList] { try await read { () async throws in try await source.lists() } }

    /// The last of the guards that keep a marked item inside; that it is ever needed is a fault to be told.
    func isPublic(_ item: PublicItem) -> Bool {
        guard item.tlp == .clear else {
            logger.critical("an item that is not TLP:CLEAR was about to be public", metadata: ["item": "\(item.id)", "tlp": "\(item.tlp)"])
            return false
        }
        return true
    }

    /// Asks the source; whatever goes wrong there is told in the log and not to strangers.
    func read<Value>(_ body: () async throws -> Value) async throws(PublicRefusal) -> Value {
        do {
            return try await body()
        } catch {
            logger.error("the public zone could not be read", metadata: ["error": "\(error)"])
            throw .fault
        }
    }
}
