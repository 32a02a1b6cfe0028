import Accounts
import Exchange
import Groups
import Ledger
import Storage
import Wire

/// How far somebody sees: a person's name, or a token's bounds.
struct Reach: Sendable {
    /// The name under which items may be addressed to them; `nil` for machines, and for people who are named nowhere.
    var person: String?
    /// `nil` for people.
    var token: TokenReach?

    /// Somebody of this organisation who is named nowhere.
    static let nobody = Reach()

    func includes(_ group: GroupTag) -> Bool { token?.includes(group) ?? true }

    func includes(_ item: StoredItem) -> Bool {
        token?.includes(tlp: item.tlp, group: item.group, namesPeople: item.recipientNames.contains { !$0.name.isEmpty }) ?? true
    }
}

extension NodeCore {
    /// Throws `token-void` for a token that is not in force any more, whatever began with it.
    func reach(of reader: Reader) async throws(OperationError) -> Reach {
        switch reader {
        case .person(let name): return Reach(person: name)
        case .machine(let caller):
            guard let token = tokenBook.token(caller.id) else { throw .tokenVoid }
            return Reach(token: TokenReach(tlp: token.tlp, groups: await groups(of: token)))
        }
    }

    /// The audiences to which a token is confined; `nil` for all that this organisation is in.
    func groups(of token: StoredToken) async -> Set<GroupTag>? {
        let network = registry.snapshot.network
        let ofAll = CollectionName.octets(CollectionName.ofAll(at: node, in: network)) ?? []
        guard !token.collections.isEmpty, !token.collections.contains(ofAll) else { return nil }
        return Set(await groups.circles.map(\.tag).filter { token.collections.contains(CollectionName.octets(of: $0, in: network)) })
    }
}

extension OperationError {
    static let tokenVoid = OperationError(
        code: "token-void", reason: "The token has expired or was revoked.", remedy: "Ask the node's operator for another.", status: 401)
}
