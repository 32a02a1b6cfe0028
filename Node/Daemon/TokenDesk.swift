import Accounts
import Exchange
import Groups
import Policy
import STIX
import Storage
import Wire

/// Who the machines are that call, and what their tokens let them share.
struct TokenDesk: MachineDesk {
    let core: NodeCore

    func caller(presenting text: String) async throws(OperationError) -> APICaller? {
        try await core.loadTokens()
        guard let token = core.tokenBook.token(presented: text, at: core.clock.seconds) else { return nil }
        return APICaller(
            id: token.id, name: token.name, mayRead: token.scopes & TokenScope.read.bit != 0,
            mayWrite: token.scopes & TokenScope.write.bit != 0,
            actor: LocalActor(number: token.userNumber, name: token.user, token: token.name))
    }

    func permit(sharing content: [UInt8], _ request: ShareRequest, by caller: APICaller) async throws(OperationError) {
        let reach = try await core.reach(of: .machine(caller))
        guard let token = reach.token else { throw .tokenVoid }
        var mark = try NodeCore.tlp(request.tlp)
        if !content.isEmpty { mark = try core.mark(try NodeCore.bundle(content), request).0 }
        if let mark, mark.rawValue > token.tlp {
            throw OperationError(
                code: "above-token",
                reason:
                    "It is \(mark.displayName), and this token handles no stricter mark than \(TLP(rawValue: token.tlp)?.displayName ?? "").",
                remedy: "Make a token with a higher --tlp-max.", status: 403)
        }
        if case .organisations(let named) = request.to {
            guard named.allSatisfy(\.people.isEmpty) else {
                throw OperationError(
                    code: "names-people", reason: "What names representatives is for people alone, and a machine asks.",
                    remedy: "Share it with `causeway share`.", status: 403)
            }
            guard token.groups == nil else { throw .outsideToken }
            return
        }
        guard token.groups != nil else { return }
        let tag: GroupTag?
        switch request.to {
        case .everyone: tag = await core.groups.everyone.tag
        case .members: tag = await core.groups.community.tag
        case .sector: tag = await core.groups.ownSector?.tag
        case .group(let name):
            let named = try await core.tag(named: name)
            guard reach.includes(named) else { throw .unknownGroup(name) }
            return
        case .organisations: return
        }
        guard let tag, reach.includes(tag) else { throw .outsideToken }
    }

    func permit(changing item: String, by caller: APICaller) async throws(OperationError) {
        let reach = try await core.reach(of: .machine(caller))
        guard reach.includes(try await core.storedItem(item)) else { throw .unknownItem(item) }
    }
}

extension OperationError {
    fileprivate static let outsideToken = OperationError(
        code: "outside-token", reason: "The token is confined to other audiences.",
        remedy: "Share with one of its own, or make a token for this one.", status: 403)
}
