import Exchange
import Groups
import Ledger
import Policy
import Sodium
import Storage
import Wire

/// The audit log as its readers see it.
extension NodeCore {
    /// Whose log it is.
    var auditOrigin: AuditOrigin { AuditOrigin(network: registry.snapshot.network, node: node) }

    func audit(after number: UInt64, limit: Int) async throws(OperationError) -> AuditPage {
        let (records, heads) = try await reading { (store) throws(StorageError) in try store.audit(after: number, limit: limit) }
        let last = try await reading { (store) throws(StorageError) in try store.auditState() }.last
        return AuditPage(auditOrigin, records, heads, last: last)
    }

    func exportAudit(_ request: AuditExportRequest) async throws(OperationError) -> AuditStateReport {
        if let action = request.action, AuditAction(rawValue: action) == nil {
            throw OperationError(
                code: "unknown-action", reason: "Nothing is noted as \"\(action)\".",
                remedy: "Use one of: \(AuditAction.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        // What is taken out ends with a head, so that its last records can be checked.
        await auditLog.sign()
        let state = try await reading { (store) throws(StorageError) in try store.auditState() }
        return AuditStateReport(
            network: registry.snapshot.network.hex, node: node.hex, last: state.last, signed: state.signed)
    }
}

/// What sharing is noted by.
extension NodeCore {
    /// Notes that an item may go where it is to go, before anything is sealed; gives the record's number.
    ///
    /// Of the title only its hash: what is retracted later must not live on here.
    func noteAllowed(_ prepared: PreparedRelease) async throws(OperationError) -> UInt64 {
        let (item, target) = (prepared.item, prepared.target)
        var details = [
            "to": displayName(of: target.circle), "kind": "\(target.circle.kind)", "group": target.circle.tag.hex,
            "tlp": item.tlp.displayName,
            "organisations": "\(target.organisations.count)", "title-sha256": Hash(sha256: item.title.utf8).hex,
            "octets": "\(item.data.count)",
        ]
        if let pap = item.pap { details["pap"] = pap.displayName }
        if !prepared.rules.isEmpty { details["rules"] = prepared.rules.joined(separator: "; ") }
        if !prepared.notify.isEmpty { details["notify"] = prepared.notify.joined(separator: ", ") }
        return try await auditLog.note(.shareAllowed, details: details)
    }

    /// Notes that something was not shared, and why; `decision` is the record that said that it might be.
    func noteRefusal(_ error: OperationError, of request: ShareRequest, _ decision: UInt64?) async {
        var details = ["code": error.code, "to": request.to.audited]
        if let tlp = request.tlp { details["tlp"] = tlp }
        if let decision { details["of"] = "\(decision)" }
        await auditLog.noteAfterwards(.shareRefused, details: details)
    }

    /// Notes keys that are about to be published: an epoch that is new, or earlier ones that are given on.
    func note(_ making: GroupKeeper.Making, of tag: GroupTag, for members: [EpochMember]) async throws(OperationError) {
        if let opened = making.opened {
            try await auditLog.note(.epochOpened, subject: tag.hex, details: ["epoch": opened.hex, "nodes": "\(members.count)"])
        }
        for (epoch, step, nodes) in making.granted {
            let details = ["epoch": epoch.hex, "from-step": "\(step)", "nodes": "\(nodes.count)"]
            try await auditLog.note(.grantMade, subject: tag.hex, details: details)
        }
    }
}

extension Destination {
    /// For the audit log: no representative's name.
    fileprivate var audited: String {
        switch self {
        case .everyone: "everyone"
        case .members: "members"
        case .sector: "sector"
        case .group(let name): "group \(name)"
        case .organisations(let recipients): recipients.map(\.organisation).joined(separator: ", ")
        }
    }
}

extension AuditPage {
    init(_ origin: AuditOrigin, _ records: [AuditRecord], _ heads: [AuditHead], last: UInt64) {
        self.init(
            network: origin.network.hex, node: origin.node.hex,
            records: records.map {
                AuditLine(
                    number: $0.number, time: $0.time, actor: $0.actor, action: $0.action, subject: $0.subject, details: $0.details,
                    previous: $0.previous.hex, hash: $0.hash.hex)
            },
            heads: heads.map {
                AuditHeadLine(number: $0.number, time: $0.time, hash: $0.hash.hex, key: $0.key.hex, signature: $0.signature.hex)
            }, last: last)
    }
}
