/// An item's life and what waits to leave, asked for over the local socket.
extension LocalClient {
    public func correct(_ id: String, _ content: [UInt8], _ request: ShareRequest) async throws(OperationError) -> ShareReport {
        try await upload(.init("items", id, "correction", query: Self.query(request), sending: content))
    }

    public func retract(_ id: String, _ request: RetractionRequest) async throws(OperationError) -> RetractionReport {
        try await report(of: .init("items", id, "retraction", sending: JSONDocument.encode(request)))
    }

    public func declassify(_ id: String, _ request: ShareRequest) async throws(OperationError) -> ShareReport {
        try await report(of: .init("items", id, "declassification", sending: JSONDocument.encode(request)))
    }

    public func reshare(_ id: String, _ request: ShareRequest, as reader: Reader) async throws(OperationError) -> ShareReport {
        try await report(of: .init("items", id, "reshare", query: [("as", try Self.name(reader))], sending: JSONDocument.encode(request)))
    }

    public func history(of id: String, as reader: Reader) async throws(OperationError) -> HistoryReport {
        try await report(of: .init("items", id, "history", query: [("as", try Self.name(reader))]))
    }

    public func accept(_ id: String) async throws(OperationError) -> ItemReport {
        try await report(of: .init("items", id, "acceptance", sending: []))
    }

    public func outgoing(limit: Int) async throws(OperationError) -> [OutgoingReport] {
        try await report(of: .init("outgoing", query: [("limit", "\(limit)")]))
    }

    public func outgoingContent(_ id: String) async throws(OperationError) -> [UInt8] {
        try await answer(to: .init("outgoing", id, "content"))
    }

    public func cancel(_ id: String) async throws(OperationError) -> OutgoingReport {
        try await report(of: .init("outgoing", id, "cancel", sending: []))
    }

    public func approve(_ id: String, _ submission: ApprovalSubmission) async throws(OperationError) -> OutgoingReport {
        try await report(of: .init("outgoing", id, "approval", sending: JSONDocument.encode(submission)))
    }

    public func contribute(_ content: [UInt8], _ request: ShareRequest, to proxy: String) async throws(OperationError) -> ShareReport {
        try await upload(.init("contributions", query: Self.query(request) + [("proxy", proxy)], sending: content))
    }

    public func contributions() async throws(OperationError) -> [ContributionReport] { try await report(of: .init("contributions")) }

    public func contribution(_ id: String) async throws(OperationError) -> [UInt8] {
        try await answer(to: .init("contributions", id, "content"))
    }

    public func issue(_ id: String, _ request: ShareRequest) async throws(OperationError) -> ShareReport {
        try await report(of: .init("contributions", id, "issue", sending: JSONDocument.encode(request)))
    }

    public func policy() async throws(OperationError) -> PolicyReport { try await report(of: .init("policy")) }

    public func explain(_ content: [UInt8], _ request: ShareRequest) async throws(OperationError) -> ExplanationReport {
        try await upload(.init("policy", "explanation", query: Self.query(request), sending: content))
    }
}
