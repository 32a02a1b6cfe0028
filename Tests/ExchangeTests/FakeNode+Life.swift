import Exchange

/// What the fake node answers about the life of items and what waits to leave.
extension FakeNode {
    static let retraction = RetractionReport(item: "0f", withdrawals: ["1a", "1b"], told: ["City Telecom"])
    static let history = HistoryReport(
        item: "0f", author: "Harbour Bank",
        events: [
            HistoryEvent(
                id: "0f", kind: "version", author: "Harbour Bank", group: "Harbour Exchange", title: "漢", tlp: "TLP:AMBER",
                created: "2025-03-03T09:00:00Z", received: "2025-03-03T09:00:01Z", state: "moved", cause: "1a", successor: "1b",
                ended: "2025-03-03T09:01:00Z", expires: "2026-03-03T09:00:00Z", receipts: ["City Telecom at 2025-03-03T09:02:00Z"])
        ])
    static let outgoing = OutgoingReport(
        id: "2a", network: "0c", node: "0b", title: "T", tlp: "TLP:CLEAR", to: "everyone", requester: "ana", person: "Ana",
        created: "2025-03-03T09:00:00Z", due: "2025-03-03T09:10:00Z", approvals: 1, approvedBy: ["Ben"], state: "waiting", item: "",
        reason: "",
        octets: 3)
    static let contribution = ContributionReport(
        id: "3a", from: "City Telecom", wanted: "members", title: "T", tlp: "TLP:GREEN", received: "2025-03-03T09:00:00Z", octets: 3,
        issued: "")
    static let policyReport = PolicyReport(
        file: "/x/policy.yaml", state: "kept", rules: ["outbound": 2], faults: ["line 1, column 2: no."], warnings: ["line 3: maybe"])
    static let explanation = ExplanationReport(
        asked: "members", goesTo: "named recipients", tlp: "TLP:GREEN", decision: "allowed", reason: "", waitSeconds: 120, approvals: 1,
        redacted: ["x_internal"], notified: ["duty"], rules: ["outbound rule \"a\" (line 3) delays"],
        organisations: [ExplanationReport.Organisation(name: "City Telecom", id: "0a", verdict: "receives", rules: ["r"])], nodes: ["0b"])

    func correct(_ id: String, _ content: [UInt8], _ request: ShareRequest) async throws(OperationError) -> ShareReport {
        receive(content)
        try note("correct \(id) \(content.count) \(request)")
        return Self.share
    }

    func retract(_ id: String, _ request: RetractionRequest) async throws(OperationError) -> RetractionReport {
        try note("retract \(id): \(request.reason)")
        return Self.retraction
    }

    func declassify(_ id: String, _ request: ShareRequest) async throws(OperationError) -> ShareReport {
        try note("declassify \(id) \(request)")
        return Self.share
    }

    func reshare(_ id: String, _ request: ShareRequest, as reader: Reader) async throws(OperationError) -> ShareReport {
        try note("reshare \(id) \(request) as \(reader.name)")
        return Self.share
    }

    func history(of id: String, as reader: Reader) async throws(OperationError) -> HistoryReport {
        try note("history \(id) as \(reader.name)")
        return Self.history
    }

    func accept(_ id: String) async throws(OperationError) -> ItemReport {
        try note("accept \(id)")
        return Self.item
    }

    func outgoing(limit: Int) async throws(OperationError) -> [OutgoingReport] {
        try note("outgoing \(limit)")
        return [Self.outgoing]
    }

    func outgoingContent(_ id: String) async throws(OperationError) -> [UInt8] {
        try note("outgoingContent \(id)")
        return Self.proof
    }

    func cancel(_ id: String) async throws(OperationError) -> OutgoingReport {
        try note("cancel \(id)")
        return Self.outgoing
    }

    func approve(_ id: String, _ submission: ApprovalSubmission) async throws(OperationError) -> OutgoingReport {
        try note("approve \(id) \(submission.statement) \(submission.signature)")
        return Self.outgoing
    }

    func contribute(_ content: [UInt8], _ request: ShareRequest, to proxy: String) async throws(OperationError) -> ShareReport {
        receive(content)
        try note("contribute \(content.count) \(request) to \(proxy)")
        return Self.share
    }

    func contributions() async throws(OperationError) -> [ContributionReport] {
        try note("contributions")
        return [Self.contribution]
    }

    func contribution(_ id: String) async throws(OperationError) -> [UInt8] {
        try note("contribution \(id)")
        return Self.proof
    }

    func issue(_ id: String, _ request: ShareRequest) async throws(OperationError) -> ShareReport {
        try note("issue \(id) \(request)")
        return Self.share
    }

    func policy() async throws(OperationError) -> PolicyReport {
        try note("policy")
        return Self.policyReport
    }

    func explain(_ content: [UInt8], _ request: ShareRequest) async throws(OperationError) -> ExplanationReport {
        receive(content)
        try note("explain \(content.count) \(request)")
        return Self.explanation
    }
}
