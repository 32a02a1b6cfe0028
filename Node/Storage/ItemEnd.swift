import Groups
import Policy
public import Wire

/// What became of an item that is no longer what its author says (specification chapter 9).
public struct ItemEnd: Equatable, Sendable {
    /// In which way it ended.
    public enum State: UInt8, Sendable {
        /// Its time is over.
        case expired = 1
        /// A later version stands in its place.
        case replaced = 2
        /// Its author took it back.
        case withdrawn = 3
        /// It lives on as another item.
        case moved = 4
    }

    public let state: State
    /// The version that replaced it, or the withdrawal; `nil` of an expired one.
    public let cause: Hash?
    /// The item as which it lives on.
    public let successor: Hash?
    /// When this node took it out of what it shows, seconds since 1970.
    public let since: Int64

    /// `nil` for what is current.
    init?(_ state: ItemState, since: Int64) {
        self.since = since
        switch state {
        case .current: return nil
        case .expired: (self.state, cause, successor) = (.expired, nil, nil)
        case .replaced(let version): (self.state, cause, successor) = (.replaced, version, nil)
        case .withdrawn(let withdrawal): (self.state, cause, successor) = (.withdrawn, withdrawal, nil)
        case .moved(let item, let withdrawal): (self.state, cause, successor) = (.moved, withdrawal, item)
        }
    }

    init?(_ columns: Columns, state: Int32, from first: Int32) throws {
        guard let known = State(rawValue: try columns.integer(state, as: UInt8.self)) else { return nil }
        self.state = known
        cause = try columns.fixedIfPresent(first)
        successor = try columns.fixedIfPresent(first + 1)
        since = columns.integer(first + 2)
    }
}

extension ItemTerms {
    /// Reads expiry, resharing, attribution and what is replaced; the columns of an item without terms are empty.
    init(_ columns: Columns, from first: Int32) throws {
        guard !columns.isNull(first) else {
            self = .none
            return
        }
        guard let resharing = Resharing(rawValue: try columns.integer(first + 1, as: UInt8.self)),
            let attribution = Attribution(rawValue: try columns.integer(first + 2, as: UInt8.self))
        else { throw StorageError.corrupt("an item's terms are none") }
        self.init(
            expires: try columns.integer(first, as: UInt64.self), resharing: resharing, attribution: attribution,
            replaces: try columns.fixedIfPresent(first + 3))
    }
}

extension ResharedOriginal {
    /// Reads original, node, organisation, what is replaced and expiry; `nil` where there is none.
    init?(_ columns: Columns, from first: Int32) throws {
        guard !columns.isNull(first) else { return nil }
        self.init(
            version: ItemVersion(
                id: try columns.fixed(first), organisation: try columns.fixed(first + 2), replaces: try columns.fixedIfPresent(first + 3),
                expires: try columns.integer(first + 4, as: UInt64.self)),
            node: try columns.fixed(first + 1))
    }
}
