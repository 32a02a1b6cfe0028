/// The public zone's moderation, asked for over the local socket.
extension LocalClient {
    public func zoneQueue(_ state: String, cursor: String?, limit: Int) async throws(OperationError) -> ZoneQueuePage {
        var query = [("state", state), ("limit", "\(limit)")]
        if let cursor { query.append(("cursor", cursor)) }
        return try await report(of: .init("zone", query: query))
    }

    public func zoneItem(_ id: String) async throws(OperationError) -> ZoneItemDetail {
        try await report(of: .init("zone", "items", id))
    }

    public func zoneApprove(_ id: String, _ approval: ZoneApproval) async throws(OperationError) -> ZoneItemReport {
        try await report(of: .init("zone", "items", id, "approval", sending: JSONDocument.encode(approval)))
    }

    public func zoneReturn(_ id: String, _ refusal: ZoneRefusal) async throws(OperationError) -> ZoneRefusalReport {
        try await report(of: .init("zone", "items", id, "return", sending: JSONDocument.encode(refusal)))
    }

    public func zoneWithdraw(_ id: String, _ refusal: ZoneRefusal) async throws(OperationError) -> ZoneRefusalReport {
        try await report(of: .init("zone", "items", id, "withdrawal", sending: JSONDocument.encode(refusal)))
    }

    public func zoneFeature(_ id: String, _ featuring: ZoneFeaturing) async throws(OperationError) -> ZoneItemReport {
        try await report(of: .init("zone", "items", id, "featuring", sending: JSONDocument.encode(featuring)))
    }

    public func representatives() async throws(OperationError) -> [RepresentativesReport] {
        try await report(of: .init("zone", "representatives"))
    }

    public func setRepresentatives(
        _ organisation: String, _ change: RepresentativesChange
    ) async throws(OperationError) -> [RepresentativesReport] {
        try await report(of: .init("zone", "representatives", organisation, sending: JSONDocument.encode(change)))
    }
}
