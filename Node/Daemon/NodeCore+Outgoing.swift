import Accounts
import Exchange
import Groups
import Ledger
import Policy
import Sodium
import Storage
import Wire

/// What waits to leave, as those see it who look at it, cancel and approve it.
extension NodeCore {
    func outgoing(limit: Int) async throws(OperationError) -> [OutgoingReport] {
        let count = max(1, min(limit, DaemonLimits.itemsListedMax))
        let shares = try await reading { (store) throws(StorageError) in try store.outgoing(limit: count) }
        var reports: [OutgoingReport] = []
        for share in shares { reports.append(try await report(on: share)) }
        return reports
    }

    /// The content of something that waits, for whoever looks at it before approving it.
    func outgoingContent(_ id: String) async throws(OperationError) -> [UInt8] {
        let share = try await outgoingShare(id)
        if let order = order(of: share), order.form == .reshare, let original = order.original, share.state == .waiting {
            return try await content(of: original, as: nil)
        }
        guard let content = try await reading({ (store) throws(StorageError) in try store.outgoingContent(share.id) }) else {
            throw .notWaiting
        }
        return content
    }

    func cancel(_ id: String) async throws(OperationError) -> OutgoingReport {
        let share = try await outgoingShare(id)
        guard share.state == .waiting else { throw .notWaiting }
        try await releases.cancel(share.id)
        return try await report(on: try await outgoingShare(id))
    }

    /// Takes a person's signed word about something that waits; what has enough of them and is due leaves.
    func approve(_ id: String, _ submission: ApprovalSubmission) async throws(OperationError) -> OutgoingReport {
        let share = try await outgoingShare(id)
        guard share.state == .waiting else { throw .notWaiting }
        guard let statement = [UInt8](hex: submission.statement), let signature = Octets64(hex: submission.signature) else {
            throw OperationError(
                code: "malformed-statement", reason: "Statement and signature are hexadecimal digits.",
                remedy: "Use `causeway approve`, which makes both.")
        }
        let requester = Requester(user: share.requester, person: share.person)
        let approval = try await keep(SignedApproval(statement: statement, signature: signature), on: share.id, askedBy: requester)
        if approval.verdict == .request, share.person == nil {
            let person = approval.person
            try await writing { (store) throws(StorageError) in try store.nameRequester(share.id, person: person) }
        }
        await releases.look()
        return try await report(on: try await outgoingShare(id))
    }

    /// What was asked for with something that waits.
    func order(of share: OutgoingShare) -> ReleaseOrder? { JSONDocument.decode(ReleaseOrder.self, from: share.request) }

    private func outgoingShare(_ id: String) async throws(OperationError) -> OutgoingShare {
        guard id.count >= 6,
            let share = try await reading({ (store) throws(StorageError) in try store.outgoing(idPrefix: id.lowercased()) })
        else {
            throw OperationError(
                code: "unknown-share", reason: "Nothing that waits or waited here begins with \"\(id.prefix(80))\".",
                remedy: "List them with `causeway outgoing` and give at least six digits.", status: 404)
        }
        return share
    }

    private func report(on share: OutgoingShare) async throws(OperationError) -> OutgoingReport {
        let order = order(of: share)
        var approvedBy: [String] = []
        if share.approvals > 0 || share.person != nil {
            let standing = try await standing(
                of: share.id, askedBy: Requester(user: share.requester, person: share.person), needed: .max)
            if case .waiting(_, let names) = standing { approvedBy = names }
        }
        return OutgoingReport(
            id: share.id.hex, network: registry.snapshot.network.hex, node: node.hex,
            title: share.state == .waiting ? order?.request.title ?? "" : "", tlp: order?.request.tlp ?? "",
            to: order.map(Self.destination) ?? "", requester: share.requester, person: share.person ?? "",
            created: WallClock.iso8601(UInt64(clamping: share.created)), due: WallClock.iso8601(UInt64(clamping: share.due)),
            approvals: share.approvals, approvedBy: approvedBy, state: "\(share.state)", item: share.item?.hex ?? "", reason: share.reason,
            octets: share.octets)
    }

    private static func destination(of order: ReleaseOrder) -> String {
        if let proxy = order.proxy { return "\(proxy), to issue it" }
        if let replaced = order.replaces { return "where \(replaced.prefix(12)) went" }
        switch order.request.to {
        case .everyone: return "everyone"
        case .members: return "all members"
        case .sector: return "the own sector"
        case .group(let name): return name
        case .organisations(let named): return named.map(\.organisation).joined(separator: ", ")
        }
    }

    /// The item as which an order left before its leaving was cut short: of the second and with the data that were noted.
    func ownItem(leftAs order: ReleaseOrder) async throws(OperationError) -> Hash? {
        guard let second = order.leaving else { return nil }
        let organisation = organisation
        return try await reading { (store) throws(StorageError) in
            for item in try store.newest(limit: DaemonLimits.itemsListedMax)
            where item.organisation == organisation && item.created == Int64(clamping: second) {
                // What has ended since has no content any more; the second has to do.
                if item.end != nil { return item.id }
                if let original = order.original {
                    if item.original?.version.id.hex == original { return item.id }
                } else if let content = try store.content(item.id), Hash(sha256: content).hex == order.leavingData {
                    return item.id
                }
            }
            return nil
        }
    }
}
