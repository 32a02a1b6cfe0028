import Exchange
import Foundation
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

    func receive(_ content: [UInt8]) { shared.withLock { $0 = content } }

    func note(_ call: String) throws(OperationError) {
        asked.withLock { $0.append(call) }
        if let refusal { throw refusal }
    }

    static let status = StatusReport(
        organisation: "Harbour Bank", organisationId: "0a", node: "0b", network: "0c", networkName: "Example City", role: "member",
        standing: "admitted", registrySize: .max, peersConnected: 2, coordinatorConnected: true, groups: 1, items: 3, entries: 4,
        ciphertexts: 5, unopened: 6, bodiesMissing: 7, journalsBehind: 8, unstoredBytes: 9, outboxMessages: 10,
        databaseBytes: 9_000_000_000, volumeFreeBytes: -1, volumeBytes: 12_000_000_000, volumeEncryption: "unknown: overlay",
        certificateDaysLeft: 300, lastBackup: "2025-03-03T09:00:00Z", registrySeconds: 11, cosigned: 2, witnesses: 3,
        encryptionKeyDaysLeft: 60, listen: "127.0.0.1:7401", uptimeSeconds: 10, version: "0.1.0",
        counters: ["dropped": 1],
        findings: [Finding(.diskLow, .warning, "“quoted”\n/ and \u{1B}[31m", remedy: "`df`", since: "2025-03-03T09:00:00Z")])
    static let node = NodeReport(id: "0b", role: "member", endpoints: ["a.example:1"], hasSubkey: true, state: "current")
    static let member = MemberReport(organisation: "Harbour Bank", id: "0a", sector: "finance", standing: "admitted", nodes: [node])
    static let peer = PeerReport(
        node: "0b", organisation: "City Telecom", address: "127.0.0.1:7402", direction: "outbound", session: "full", agent: "causeway/0.1",
        journalsBehind: 0, connectedSince: "2025-03-03T09:00:00Z", entriesReceived: 3, entriesRepeated: 1,
        remarks: [PeerRemark(code: "asked-last", sentence: "“Is” asked last.", until: "2025-03-03T09:00:30Z")])
    static let fork = ForkReport(
        organisation: "City Telecom", node: "0b", journal: "10", firstSize: 3, secondSize: .max, isPardoned: true, isSuspended: false)
    static let group = GroupReport(
        name: "Harbour Exchange", kind: "closed", tag: "0d", founder: "Harbour Bank", stewards: ["Harbour Bank"],
        organisations: ["Harbour Bank"], keySince: "2025-03-03T09:00:00Z", waiting: ["City Telecom: suspended"],
        mailboxes: ["Example City CERT"], mailboxDays: 30,
        history: true, isMember: false, withoutEffect: 2)
    static let audience = AudienceReport(
        item: "0f", group: "", kind: "named", tlp: "TLP:RED", decision: "audience-too-wide", reason: "“Too” wide.",
        organisations: ["City Telecom", "Harbour Bank"], organisationIds: ["0a", "0b"], people: ["City Telecom: Ng Siu-ming"],
        without: ["Delta University: no key announced"], mailboxes: ["Example City CERT"], isExact: true)
    static let keys = KeysReport(
        organisation: "Harbour Bank", organisationId: "0a", node: "0b", network: "0c",
        keys: [
            KeysReport.Key(use: "root", key: "10", state: "in use", until: "", daysLeft: nil),
            KeysReport.Key(use: "operation", key: "11", state: "in use", until: "2026-03-03T09:00:00Z", daysLeft: 20),
        ], otherNodes: ["12"], warnings: ["renew it"])
    static let submission = SubmissionReport(message: "taken", registrySize: 6)
    static let share = ShareReport(
        id: "0f", group: "Harbour Exchange", tlp: "TLP:AMBER+STRICT", tlpSource: "content", title: "T", recipients: ["City Telecom"],
        warnings: ["two marks"])
    static let item = ItemReport(
        id: "0f", group: "Harbour Exchange", author: "Harbour Bank", tlp: "TLP:AMBER", pap: "PAP:RED", title: "Ä 漢字",
        mediaType: "application/stix+json",
        octets: 3_000_000, created: "2025-03-03T09:00:00Z", received: "2025-03-03T09:00:01Z", state: "shown")
    static let page = ItemPage(items: [item], next: "n1")
    static let detail = ItemDetail(
        item: item, node: "0b", journal: "10", position: 7, signature: "verified", standing: "admitted", recipients: ["City Telecom"],
        objects: [ObjectReport(id: "indicator--1", type: "indicator", name: "N")])
    static let application = ApplicationReport(
        id: "11", organisation: "City Telecom", sector: "communications", node: "0b", endpoints: [], contact: "duty desk <duty@x.example>",
        received: "2025-03-03T09:00:00Z", state: "waiting", looksLike: ["City TeIecom"])
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

    func peers(all: Bool) async throws(OperationError) -> [PeerReport] {
        try note("peers \(all)")
        return [Self.peer]
    }

    func forks() async throws(OperationError) -> [ForkReport] {
        try note("forks")
        return [Self.fork]
    }

    func pardon(_ organisation: String) async throws(OperationError) -> [ForkReport] {
        try note("pardon \(organisation)")
        return [Self.fork]
    }

    func groups(as reader: Reader) async throws(OperationError) -> [GroupReport] {
        try note("groups\(reader == nil ? "" : " as \(reader.name)")")
        return [Self.group]
    }

    func createGroup(_ request: GroupCreation) async throws(OperationError) -> GroupReport {
        try note("createGroup \(request)")
        return Self.group
    }

    func changeGroup(_ group: String, _ change: GroupChange) async throws(OperationError) -> GroupReport {
        try note("changeGroup \(group): \(change.verb) \(change.organisation)")
        return Self.group
    }

    func share(_ content: [UInt8], _ request: ShareRequest) async throws(OperationError) -> ShareReport {
        receive(content)
        try note("share \(content.count) \(request)")
        return Self.share
    }

    func audience(ofDraft draft: AudienceRequest, content: [UInt8]?) async throws(OperationError) -> AudienceReport {
        try note("audience of \(draft)\(content.map { " with \($0)" } ?? "")")
        return Self.audience
    }

    func audience(of id: String, as reader: Reader) async throws(OperationError) -> AudienceReport {
        try note("audience \(id) as \(reader.name)")
        return Self.audience
    }

    func items(_ request: ItemsRequest, as reader: Reader) async throws(OperationError) -> ItemPage {
        try note("items \(request.group ?? "-") \(request.limit) \(request.cursor ?? "-") as \(reader.name)")
        return Self.page
    }

    static let inventory = InventoryPage(items: [item], next: 9)
    static let registryCopy = RegistryCopy(network: "0c", checkpoint: "a\nb", records: [Data([0, 255])])

    func inventory(before: Int64?, limit: Int, as reader: Reader) async throws(OperationError) -> InventoryPage {
        try note("inventory \(before ?? -1) \(limit) as \(reader.name)")
        return Self.inventory
    }

    func registryCopy() async throws(OperationError) -> RegistryCopy {
        try note("registryCopy")
        return Self.registryCopy
    }

    func item(_ id: String, as reader: Reader) async throws(OperationError) -> ItemDetail {
        try note("item \(id) as \(reader.name)")
        return Self.detail
    }

    func content(of id: String, as reader: Reader) async throws(OperationError) -> [UInt8] {
        try note("content \(id) as \(reader.name)")
        return Self.content(contentOctets)
    }

    func proof(of id: String, withKey: Bool, as reader: Reader) async throws(OperationError) -> [UInt8] {
        try note("proof \(id) \(withKey) as \(reader.name)")
        return Self.proof
    }

    func keys() async throws(OperationError) -> KeysReport {
        try note("keys")
        return Self.keys
    }

    static let backup = BackupProgress(
        state: .running, octetsDone: 1, octetsTotal: 2,
        report: BackupReport(
            name: "20261128T201500Z-3f9c01aa", target: "/mnt/a b", created: "2026-11-28T20:15:00Z", seconds: 3, octets: 4, segments: 5,
            segmentsWritten: 6, octetsWritten: 7, removed: 8, leftOut: ["x"], code: "0a0b0c0d"))

    static let publication = ZonePublicationProgress(
        state: .done, itemsDone: 1, itemsTotal: 2,
        report: ZonePublicationReport(
            directory: "/srv/zone", edition: 3, files: 4, written: 5, removed: 6, octets: 7, isWhole: true, milliseconds: 8, digest: "0a0b"),
        error: nil)

    func startZonePublication(_ request: ZonePublicationRequest) async throws(OperationError) -> ZonePublicationProgress {
        try note("startZonePublication \(request.directory)")
        return Self.publication
    }

    func zonePublication() async throws(OperationError) -> ZonePublicationProgress {
        try note("zonePublication")
        return Self.publication
    }

    func startBackup(_ request: BackupRequest) async throws(OperationError) -> BackupProgress {
        try note("startBackup \(request.target) \(request.keep ?? 0) \(request.startOver)")
        return Self.backup
    }

    func backup() async throws(OperationError) -> BackupProgress {
        try note("backup")
        return Self.backup
    }

    func submit(_ records: [[UInt8]]) async throws(OperationError) -> SubmissionReport {
        try note("submit \(records.map(\.count)) \(records.first?.prefix(3) ?? [])")
        return Self.submission
    }

    func registryFile(_ path: String) async throws(OperationError) -> [UInt8] {
        try note("registryFile \(path)")
        return Self.proof
    }

    func confirmRegistry() async throws(OperationError) -> StatusReport {
        try note("confirmRegistry")
        return Self.status
    }

    func applications() async throws(OperationError) -> [ApplicationReport] {
        try note("applications")
        return [Self.application]
    }

    func admit(_ application: String, despiteLikeness: Bool) async throws(OperationError) -> AdmissionReport {
        try note("admit \(application) \(despiteLikeness)")
        return Self.admission
    }

    func setStanding(_ organisation: String, to standing: String) async throws(OperationError) -> MemberReport {
        try note("setStanding \(organisation) \(standing)")
        return Self.member
    }

    func setSector(_ organisation: String, to sector: String) async throws(OperationError) -> MemberReport {
        try note("setSector \(organisation) \(sector)")
        return Self.member
    }

    static let auditLine = AuditLine(
        number: 7, time: 1_741_000_000, actor: "ng (uid 1000)", action: "share-refused", subject: "“0f”", details: ["code": "tlp-too-weak"],
        previous: "0a", hash: "0b")
    static let auditPage = AuditPage(
        network: "0c", node: "0b", records: [auditLine],
        heads: [AuditHeadLine(number: 7, time: .max, hash: "0b", key: "0d", signature: "0e")], last: 7)
    static let auditState = AuditStateReport(network: "0c", node: "0b", last: 7, signed: 6)
    static let person = PersonReport(name: "Ng 漢", key: "0d", user: "ng", added: "2025-03-03T09:00:00Z", removed: "")

    func audit(after number: UInt64, limit: Int) async throws(OperationError) -> AuditPage {
        try note("audit \(number) \(limit)")
        return Self.auditPage
    }

    func exportAudit(_ request: AuditExportRequest) async throws(OperationError) -> AuditStateReport {
        try note("exportAudit \(request)")
        return Self.auditState
    }

    func people() async throws(OperationError) -> [PersonReport] {
        try note("people")
        return [Self.person]
    }

    func addPerson(_ person: PersonAddition) async throws(OperationError) -> [PersonReport] {
        try note("addPerson \(person)")
        return [Self.person]
    }

    func removePerson(_ name: String) async throws(OperationError) -> [PersonReport] {
        try note("removePerson \(name)")
        return [Self.person]
    }

    static let token = TokenReport(
        name: "siem", id: "0102030405060708", scopes: ["read"], tlpMax: "TLP:AMBER", collections: ["members"], user: "ann",
        created: "2025-03-03T09:00:00Z", expires: "", used: "2025-03-03T10:00:00Z", state: "in force")
    static let tokenMade = TokenMade(token: "cwt_x", report: token)

    func tokens() async throws(OperationError) -> [TokenReport] {
        try note("tokens")
        return [Self.token]
    }

    func createToken(_ creation: TokenCreation) async throws(OperationError) -> TokenMade {
        try note("createToken \(creation)")
        return Self.tokenMade
    }

    func revokeToken(_ name: String) async throws(OperationError) -> [TokenReport] {
        try note("revokeToken \(name)")
        return [Self.token]
    }
}

/// A desk that remembers what it was told, or takes nothing.
final class FakeDesk: AuditDesk {
    private let told = Mutex<[String]>([])
    let refusal: OperationError?

    init(refusing refusal: OperationError? = nil) { self.refusal = refusal }

    /// What began, and how it ended.
    var notes: [String] { told.withLock { $0 } }

    func begin(
        _ action: AuditAction, subject: String, details: [String: String], by actor: LocalActor
    ) async throws(OperationError) -> UInt64 {
        if let refusal { throw refusal }
        told.withLock { $0.append("\(action.rawValue) by \(actor.number)") }
        return 9
    }

    func end(_ number: UInt64, _ action: AuditAction, by actor: LocalActor, refusal: OperationError?) async {
        told.withLock { $0.append("\(number) \(action.rawValue): \(refusal?.code ?? "done")") }
    }
}
