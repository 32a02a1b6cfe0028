public import Exchange
import Foundation

/// A line of an audit log that is being taken out.
public enum AuditOutput: Sendable {
    /// The first of all.
    case start(AuditFile.Start)
    case record(AuditLine)
    case head(AuditHeadLine)

    /// As it stands in a file.
    public var json: [UInt8] {
        switch self {
        case .start(let start): JSONDocument.encode(start)
        case .record(let record): JSONDocument.encode(record)
        case .head(let head): JSONDocument.encode(AuditFile.Head(head: head))
        }
    }
}

/// Takes a running node's audit log out, line by line, up to where it was when the node noted that it is asked.
///
/// Records that the filters leave out are left out with the heads that cover nothing else.
public func exportAudit(
    _ request: AuditExportRequest, from node: any NodeOperations, line take: (AuditOutput) throws(OperationError) -> Void
) async throws(OperationError) {
    let state = try await node.exportAudit(request)
    let extent = request.action != nil || request.until != nil ? "selection" : request.since != nil ? "range" : "whole"
    try take(.start(AuditFile.Start(format: AuditFile.format, network: state.network, node: state.node, extent: extent)))
    var after: UInt64 = 0
    // Clocks go back now and then: with a range, what follows the first record that is new enough is taken whole.
    var hasBegun = request.since == nil
    while after < state.last {
        let page = try await node.audit(after: after, limit: ExchangeLimits.auditRecordsMax)
        guard let last = page.records.last else { return }
        var heads = page.heads[...].drop { $0.number <= after }
        for record in page.records where record.number <= state.last {
            if extent == "range" { hasBegun = hasBegun || record.time >= request.since ?? 0 }
            let isWanted = extent == "selection" ? request.takes(record) : hasBegun
            if isWanted { try take(.record(record)) }
            while let head = heads.first, head.number <= record.number {
                if isWanted { try take(.head(head)) }
                heads = heads.dropFirst()
            }
        }
        after = last.number
    }
}

/// A time as a person types it, "2026-03-01" or "2026-03-01T09:00:00Z", in unix seconds; `nil` for anything else.
public func auditTime(_ text: String) -> UInt64? {
    WallClock.seconds(iso8601: text.contains("T") ? text : text + "T00:00:00Z")
}

/// Unix seconds as ISO 8601.
public func auditTime(_ seconds: UInt64) -> String { WallClock.iso8601(seconds) }

extension AuditExportRequest {
    fileprivate func takes(_ record: AuditLine) -> Bool {
        record.time >= since ?? 0 && record.time < until ?? .max && (action == nil || action == record.action)
    }
}
