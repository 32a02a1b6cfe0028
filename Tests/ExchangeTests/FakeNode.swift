import Exchange
import Synchronization

/// A node that notes what it is asked and answers with fixed reports, or refuses everything with one error.
final class FakeNode: NodeOperations {
    private let asked = Mutex<[String]>([])
    private let shared = Mutex<[UInt8]>([])
    let refusal: OperationError?
    let contentOctets: Int

    init(refusing refusal: OperationError? = nil, contentOctets: Int = 1_000) {
        self.refusal = refusal
        self.contentOctets = contentOctets
    }

    /// The operations that arrived, with their arguments.
    var calls: [String] { asked.withLock { $0 } }
    var received: [UInt8] { shared.withLock { $0 } }

    private func note(_ call: String) throws(OperationError) {
        asked.withLock { $0.append(call) }
        if let refusal { throw refusal }
    }

    static let status = StatusReport(
        organisation: "Harbour Bank", organisationId: "0a", node: "0b", network: "0c", networkName: "Example City", role: "member",
        standing: "admitted", registrySize: .max, peersConnected: 2, groups: 1, items: 3, entries: 4, ciphertexts: 5, unopened: 6,
        bodiesMissing: 7, journalsBehind: 8, databaseBytes: 9_000_000_000, certificateDaysLeft: 300, listen: "127.0.0.1:7401",
        uptimeSeconds: 10, version: "0.1.0", counters: ["dropped": 1], warnings: ["“quoted”\n/ and \u{1B}[31m"])
    static let node = NodeReport(id: "0b", role: "member", endpoints: ["a.example:1"], hasSubkey: true)
    static let member = MemberReport(organisation: "Harbour Bank", id: "0a", sector: "finance", standing: "admitted", nodes: [node])
    static let peer = PeerReport(
        node: "0b", organisation: "City Telecom", address: "127.0.0.1:7402", direction: "outbound", session: "full", agent: "causeway/0.1",
        journalsBehind: 0)
    static let group = GroupReport(
        name: "Harbour Exchange", tag: "0d", founder: "Harbour Bank", organisations: ["Harbour Bank"], keySince: "2025-03-03T09:00:00Z",
        waiting: ["City Telecom"], mailboxes: ["0e"])
    static let share = ShareReport(
        id: "0f", group: "Harbour Exchange", tlp: "TLP:AMBER+STRICT", tlpSource: "content", title: "T", recipients: ["City Telecom"],
        warnings: ["two marks"])
    static let item = ItemReport(
        id: "0f", group: "Harbour Exchange", author: "Harbour Bank", tlp: "TLP:AMBER", title: "Ä 漢字", mediaType: "application/stix+json",
        octets: 3_000_000, created: "2025-03-03T09:00:00Z", received: "2025-03-03T09:00:01Z", state: "shown")
    static let detail = ItemDetail(
        item: item, node: "0b", journal: "10", position: 7, signature: "verified", standing: "admitted", recipients: ["City Telecom"],
        objects: [ObjectReport(id: "indicator--1", type: "indicator", name: "N")])
    static let application = ApplicationReport(
        id: "11", organisation: "City Telecom", sector: "communications", node: "0b", endpoints: [], contact: "duty desk <duty@x.example>",
        received: "2025-03-03T09:00:00Z", state: "waiting")
    static let admission = AdmissionReport(organisation: "City Telecom", id: "0a", registrySize: 5)
    static let proof = Array("{\"format\":\"causeway/proof/1\"}".utf8)

    /// Content of which no two pieces are alike.
    static func content(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ $0 >> 8) } }

    func status() async throws(OperationError) -> StatusReport {
        try note("status")
        return Self.status
    }

    func health() async -> HealthReport { HealthReport(healthy: refusal == nil, state: refusal == nil ? "ok" : "degraded") }

    func members() async throws(OperationError) -> [MemberReport] {
        try note("members")
        return [Self.member]
    }

    func peers() async throws(OperationError) -> [PeerReport] {
        try note("peers")
        return [Self.peer]
    }

    func groups() async throws(OperationError) -> [GroupReport] {
        try note("groups")
        return [Self.group]
    }

    func createGroup(_ request: GroupCreation) async throws(OperationError) -> GroupReport {
        try note("createGroup \(request.name) \(request.mailbox)")
        return Self.group
    }

    func addMember(_ organisation: String, to group: String) async throws(OperationError) -> GroupReport {
        try note("addMember \(organisation) to \(group)")
        return Self.group
    }

    func share(_ content: [UInt8], _ request: ShareRequest) async throws(OperationError) -> ShareReport {
        shared.withLock { $0 = content }
        try note("share \(content.count) \(request.group) \(request.tlp ?? "-") \(request.title ?? "-")")
        return Self.share
    }

    func items(group: String?, limit: Int) async throws(OperationError) -> [ItemReport] {
        try note("items \(group ?? "-") \(limit)")
        return [Self.item]
    }

    func item(_ id: String) async throws(OperationError) -> ItemDetail {
        try note("item \(id)")
        return Self.detail
    }

    func content(of id: String) async throws(OperationError) -> [UInt8] {
        try note("content \(id)")
        return Self.content(contentOctets)
    }

    func proof(of id: String, withKey: Bool) async throws(OperationError) -> [UInt8] {
        try note("proof \(id) \(withKey)")
        return Self.proof
    }

    func applications() async throws(OperationError) -> [ApplicationReport] {
        try note("applications")
        return [Self.application]
    }

    func admit(_ application: String) async throws(OperationError) -> AdmissionReport {
        try note("admit \(application)")
        return Self.admission
    }

    func setStanding(_ organisation: String, to standing: String) async throws(OperationError) -> MemberReport {
        try note("setStanding \(organisation) \(standing)")
        return Self.member
    }
}
