import Exchange

@testable import Daemon

/// A node whose records reach the coordinator and which never hears of it; it answers what a ceremony asks, and nothing else.
struct DeafNode: NodeOperations {
    let report: KeysReport
    let office: RegistryOffice

    func keys() async throws(OperationError) -> KeysReport { report }

    func submit(_ records: [[UInt8]]) async throws(OperationError) -> SubmissionReport {
        let (code, text) = await office.take(records, from: nil)
        throw OperationError(
            code: "not-submitted", reason: code == 0 ? "The connection ended before the coordinator answered." : text,
            remedy: "Try again.", status: 503)
    }

    private var unasked: OperationError { OperationError(code: "unasked", reason: "", remedy: "") }

    func status() async throws(OperationError) -> StatusReport { throw unasked }
    func health() async -> HealthReport { HealthReport(healthy: false, state: "degraded") }
    func members() async throws(OperationError) -> [MemberReport] { throw unasked }
    func peers(all: Bool) async throws(OperationError) -> [PeerReport] { throw unasked }
    func forks() async throws(OperationError) -> [ForkReport] { throw unasked }
    func pardon(_ organisation: String) async throws(OperationError) -> [ForkReport] { throw unasked }
    func groups(as reader: Reader) async throws(OperationError) -> [GroupReport] { throw unasked }
    func createGroup(_ request: GroupCreation) async throws(OperationError) -> GroupReport { throw unasked }
    func changeGroup(_ group: String, _ change: GroupChange) async throws(OperationError) -> GroupReport { throw unasked }
    func share(_ content: [UInt8], _ request: ShareRequest) async throws(OperationError) -> ShareReport { throw unasked }
    func audience(ofDraft draft: AudienceRequest, content: [UInt8]?) async throws(OperationError) -> AudienceReport { throw unasked }
    func audience(of id: String, as reader: Reader) async throws(OperationError) -> AudienceReport { throw unasked }
    func items(_ request: ItemsRequest, as reader: Reader) async throws(OperationError) -> ItemPage { throw unasked }
    func item(_ id: String, as reader: Reader) async throws(OperationError) -> ItemDetail { throw unasked }
    func content(of id: String, as reader: Reader) async throws(OperationError) -> [UInt8] { throw unasked }
    func proof(of id: String, withKey: Bool, as reader: Reader) async throws(OperationError) -> [UInt8] { throw unasked }
    func registryFile(_ path: String) async throws(OperationError) -> [UInt8] { throw unasked }
    func startBackup(_ request: BackupRequest) async throws(OperationError) -> BackupProgress { throw unasked }
    func backup() async throws(OperationError) -> BackupProgress { throw unasked }
    func startZonePublication(_ request: ZonePublicationRequest) async throws(OperationError) -> ZonePublicationProgress { throw unasked }
    func zonePublication() async throws(OperationError) -> ZonePublicationProgress { throw unasked }
    func inventory(before: Int64?, limit: Int, as reader: Reader) async throws(OperationError) -> InventoryPage { throw unasked }
    func registryCopy() async throws(OperationError) -> RegistryCopy { throw unasked }
    func applications() async throws(OperationError) -> [ApplicationReport] { throw unasked }
    func admit(_ application: String, despiteLikeness: Bool) async throws(OperationError) -> AdmissionReport { throw unasked }
    func setStanding(_ organisation: String, to standing: String) async throws(OperationError) -> MemberReport { throw unasked }
    func confirmRegistry() async throws(OperationError) -> StatusReport { throw unasked }
    func setSector(_ organisation: String, to sector: String) async throws(OperationError) -> MemberReport { throw unasked }
    func audit(after number: UInt64, limit: Int) async throws(OperationError) -> AuditPage { throw unasked }
    func exportAudit(_ request: AuditExportRequest) async throws(OperationError) -> AuditStateReport { throw unasked }
    func people() async throws(OperationError) -> [PersonReport] { throw unasked }
    func addPerson(_ person: PersonAddition) async throws(OperationError) -> [PersonReport] { throw unasked }
    func removePerson(_ name: String) async throws(OperationError) -> [PersonReport] { throw unasked }
    func tokens() async throws(OperationError) -> [TokenReport] { throw unasked }
    func createToken(_ creation: TokenCreation) async throws(OperationError) -> TokenMade { throw unasked }
    func revokeToken(_ name: String) async throws(OperationError) -> [TokenReport] { throw unasked }
    func accounts() async throws(OperationError) -> [AccountReport] { throw unasked }
    func inviteAccount(_ invitation: AccountInvitation) async throws(OperationError) -> AccountInvited { throw unasked }
    func setRoles(_ roles: AccountRoles, ofAccount account: String) async throws(OperationError) -> AccountReport { throw unasked }
    func resetAccount(_ account: String) async throws(OperationError) -> AccountInvited { throw unasked }
    func decideAccount(_ account: String, _ decision: AccountDecision) async throws(OperationError) -> [AccountReport] { throw unasked }
    func correct(_ id: String, _ content: [UInt8], _ request: ShareRequest) async throws(OperationError) -> ShareReport { throw unasked }
    func retract(_ id: String, _ request: RetractionRequest) async throws(OperationError) -> RetractionReport { throw unasked }
    func declassify(_ id: String, _ request: ShareRequest) async throws(OperationError) -> ShareReport { throw unasked }
    func reshare(_ id: String, _ request: ShareRequest, as reader: Reader) async throws(OperationError) -> ShareReport { throw unasked }
    func history(of id: String, as reader: Reader) async throws(OperationError) -> HistoryReport { throw unasked }
    func accept(_ id: String) async throws(OperationError) -> ItemReport { throw unasked }
    func outgoing(limit: Int) async throws(OperationError) -> [OutgoingReport] { throw unasked }
    func outgoingContent(_ id: String) async throws(OperationError) -> [UInt8] { throw unasked }
    func cancel(_ id: String) async throws(OperationError) -> OutgoingReport { throw unasked }
    func approve(_ id: String, _ submission: ApprovalSubmission) async throws(OperationError) -> OutgoingReport { throw unasked }
    func contribute(_ content: [UInt8], _ request: ShareRequest, to proxy: String) async throws(OperationError) -> ShareReport {
        throw unasked
    }
    func contributions() async throws(OperationError) -> [ContributionReport] { throw unasked }
    func search(_ request: SearchRequest, as reader: Reader) async throws(OperationError) -> SearchReport { throw unasked }
    func savedSearches() async throws(OperationError) -> [SavedSearchReport] { throw unasked }
    func saveSearch(_ saving: SearchSaving) async throws(OperationError) -> [SavedSearchReport] { throw unasked }
    func removeSearch(_ name: String) async throws(OperationError) -> [SavedSearchReport] { throw unasked }
    func versions(ofObject id: String, limit: Int, as reader: Reader) async throws(OperationError) -> [ObjectVersionReport] {
        throw unasked
    }
    func graph(around id: String, depth: Int, as reader: Reader) async throws(OperationError) -> GraphReport { throw unasked }
    func correlate(_ value: String, limit: Int, as reader: Reader) async throws(OperationError) -> CorrelationReport { throw unasked }
    func packs() async throws(OperationError) -> [PackReport] { throw unasked }
    func pack(_ name: String) async throws(OperationError) -> PackDetail { throw unasked }
    func packPart(_ pack: String, _ part: String) async throws(OperationError) -> [UInt8] { throw unasked }
    func installPack(_ content: [UInt8], _ request: PackInstallation) async throws(OperationError) -> PackInstalledReport { throw unasked }
    func zoneQueue(_ state: String, cursor: String?, limit: Int) async throws(OperationError) -> ZoneQueuePage { throw unasked }
    func zoneItem(_ id: String) async throws(OperationError) -> ZoneItemDetail { throw unasked }
    func zoneApprove(_ id: String, _ approval: ZoneApproval) async throws(OperationError) -> ZoneItemReport { throw unasked }
    func zoneReturn(_ id: String, _ refusal: ZoneRefusal) async throws(OperationError) -> ZoneRefusalReport { throw unasked }
    func zoneWithdraw(_ id: String, _ refusal: ZoneRefusal) async throws(OperationError) -> ZoneRefusalReport { throw unasked }
    func zoneFeature(_ id: String, _ featuring: ZoneFeaturing) async throws(OperationError) -> ZoneItemReport { throw unasked }
    func representatives() async throws(OperationError) -> [RepresentativesReport] { throw unasked }
    func setRepresentatives(_ organisation: String, _ change: RepresentativesChange) async throws(OperationError) -> [RepresentativesReport]
    {
        throw unasked
    }
    func contribution(_ id: String) async throws(OperationError) -> [UInt8] { throw unasked }
    func issue(_ id: String, _ request: ShareRequest) async throws(OperationError) -> ShareReport { throw unasked }
    func policy() async throws(OperationError) -> PolicyReport { throw unasked }
    func explain(_ content: [UInt8], _ request: ShareRequest) async throws(OperationError) -> ExplanationReport { throw unasked }
}
