/// What the owner of a node may ask of it: the one list of operations behind the local interface.
///
/// Every operation either does the whole of what it says or throws an `OperationError` and changes nothing.
public protocol NodeOperations: Sendable {
    func status() async throws(OperationError) -> StatusReport
    func health() async -> HealthReport
    func members() async throws(OperationError) -> [MemberReport]
    /// The open connections; with `all` also the nodes of which something is remembered of this run and that are not connected.
    func peers(all: Bool) async throws(OperationError) -> [PeerReport]
    /// Forked journals of which evidence is here.
    func forks() async throws(OperationError) -> [ForkReport]
    /// Lets the forks of an organisation's nodes that are known now count no more.
    func pardon(_ organisation: String) async throws(OperationError) -> [ForkReport]

    func groups(as reader: Reader) async throws(OperationError) -> [GroupReport]
    func createGroup(_ request: GroupCreation) async throws(OperationError) -> GroupReport
    /// Changes who is in a closed group or who steers it; `group` is a name or a tag.
    func changeGroup(_ group: String, _ change: GroupChange) async throws(OperationError) -> GroupReport

    func share(_ content: [UInt8], _ request: ShareRequest) async throws(OperationError) -> ShareReport
    /// Shares a new version of an item of one's own, where that went; `request.to` is not looked at.
    func correct(_ id: String, _ content: [UInt8], _ request: ShareRequest) async throws(OperationError) -> ShareReport
    /// Takes an item of one's own back, with all its versions.
    func retract(_ id: String, _ request: RetractionRequest) async throws(OperationError) -> RetractionReport
    /// Shares an item of one's own under a weaker mark or with a wider audience; then the old one lives on as the new.
    func declassify(_ id: String, _ request: ShareRequest) async throws(OperationError) -> ShareReport
    /// Shares somebody else's item again, with its author's proof.
    func reshare(_ id: String, _ request: ShareRequest, as reader: Reader) async throws(OperationError) -> ShareReport
    /// What is known of an item's versions and withdrawals.
    func history(of id: String, as reader: Reader) async throws(OperationError) -> HistoryReport
    /// Lets in an item that one's own rules keep in quarantine.
    func accept(_ id: String) async throws(OperationError) -> ItemReport

    /// What waits to leave and waited, the last first.
    func outgoing(limit: Int) async throws(OperationError) -> [OutgoingReport]
    func outgoingContent(_ id: String) async throws(OperationError) -> [UInt8]
    func cancel(_ id: String) async throws(OperationError) -> OutgoingReport
    func approve(_ id: String, _ submission: ApprovalSubmission) async throws(OperationError) -> OutgoingReport

    /// Gives content to another organisation that may issue it under its own name.
    func contribute(_ content: [UInt8], _ request: ShareRequest, to proxy: String) async throws(OperationError) -> ShareReport
    func contributions() async throws(OperationError) -> [ContributionReport]
    func contribution(_ id: String) async throws(OperationError) -> [UInt8]
    func issue(_ id: String, _ request: ShareRequest) async throws(OperationError) -> ShareReport

    /// The rules in force; reads the file again if it has changed.
    func policy() async throws(OperationError) -> PolicyReport
    /// Who would get an item, by which rules; shares nothing.
    func explain(_ content: [UInt8], _ request: ShareRequest) async throws(OperationError) -> ExplanationReport

    /// Who would be able to open an item that is shared so now, judged as `share` judges it; shares nothing.
    ///
    /// Without content, or with none in it, the question is about the audience and the draft's own mark alone.
    func audience(ofDraft draft: AudienceRequest, content: [UInt8]?) async throws(OperationError) -> AudienceReport
    /// Who is able to open an item that was shared.
    func audience(of id: String, as reader: Reader) async throws(OperationError) -> AudienceReport
    /// `group` is a group's name or tag, or "everyone", "members" or "sector:NAME".
    ///
    /// Here and below, `person` is the representative who asks: an item that names representatives is shown to those alone.
    func items(_ request: ItemsRequest, as reader: Reader) async throws(OperationError) -> ItemPage
    /// `id` is an item's identifier or the beginning of it, at least 6 digits.
    func item(_ id: String, as reader: Reader) async throws(OperationError) -> ItemDetail
    /// The exact bytes that were shared.
    func content(of id: String, as reader: Reader) async throws(OperationError) -> [UInt8]
    /// A proof file for third parties (`ProofFile`), with or without the item's plaintext key.
    func proof(of id: String, withKey: Bool, as reader: Reader) async throws(OperationError) -> [UInt8]

    /// The node's keys and certificate: what there is, until when, and what to do about it.
    func keys() async throws(OperationError) -> KeysReport
    /// Has the coordinator take signed records into the registry; all of them or none.
    func submit(_ records: [[UInt8]]) async throws(OperationError) -> SubmissionReport

    /// What stands at an address of the published registry: "checkpoint", "tile/0/000" (specification chapter 8); throws
    /// `log-place-empty` where nothing is.
    func registryFile(_ path: String) async throws(OperationError) -> [UInt8]

    /// Begins a backup of the running node; `backup` says how far it is. One at a time.
    func startBackup(_ request: BackupRequest) async throws(OperationError) -> BackupProgress
    func backup() async throws(OperationError) -> BackupProgress

    /// Begins a static publication of the public zone; `zonePublication` says how far it is. One at a time.
    func startZonePublication(_ request: ZonePublicationRequest) async throws(OperationError) -> ZonePublicationProgress
    func zonePublication() async throws(OperationError) -> ZonePublicationProgress

    /// Everything that is here, page by page, the last to arrive first; `before` is the last page's `next`.
    func inventory(before: Int64?, limit: Int, as reader: Reader) async throws(OperationError) -> InventoryPage
    /// The registry as it is held here.
    func registryCopy() async throws(OperationError) -> RegistryCopy

    /// Objects that are found by their words, values and marks; `person` here and below as in `items`.
    func search(_ request: SearchRequest, as reader: Reader) async throws(OperationError) -> SearchReport
    /// Searches that are kept under a name.
    func savedSearches() async throws(OperationError) -> [SavedSearchReport]
    /// Keeps a search under a name, in the place of another of that name; gives all.
    func saveSearch(_ saving: SearchSaving) async throws(OperationError) -> [SavedSearchReport]
    func removeSearch(_ name: String) async throws(OperationError) -> [SavedSearchReport]
    /// The versions of a STIX object that are here, the newest first.
    func versions(ofObject id: String, limit: Int, as reader: Reader) async throws(OperationError) -> [ObjectVersionReport]
    /// What lies around a STIX object in up to so many steps.
    func graph(around id: String, depth: Int, as reader: Reader) async throws(OperationError) -> GraphReport
    /// Where a value stands, and what it is worth.
    func correlate(_ value: String, limit: Int, as reader: Reader) async throws(OperationError) -> CorrelationReport

    /// The reference packs that are here, by name.
    func packs() async throws(OperationError) -> [PackReport]
    func pack(_ name: String) async throws(OperationError) -> PackDetail
    /// A list, taxonomy or galaxy of a pack as JSON, as those who publish it wrote it.
    func packPart(_ pack: String, _ part: String) async throws(OperationError) -> [UInt8]
    /// Shares a pack with everyone, in the place of an older one of its name; refused on a member's node.
    func installPack(_ content: [UInt8], _ request: PackInstallation) async throws(OperationError) -> PackInstalledReport

    /// Items that the public zone's moderators look at, by state ("waiting", "published", "returned", "withdrawn", "ended"); `cursor` is the
    /// last page's `next`. These operations are refused where no public zone is kept.
    func zoneQueue(_ state: String, cursor: String?, limit: Int) async throws(OperationError) -> ZoneQueuePage
    /// What approving an item would mean.
    func zoneItem(_ id: String) async throws(OperationError) -> ZoneItemDetail
    /// Makes an item public as it is: one that waits, was returned, or was withdrawn.
    func zoneApprove(_ id: String, _ approval: ZoneApproval) async throws(OperationError) -> ZoneItemReport
    /// Returns an item that waits, and tells its author why.
    func zoneReturn(_ id: String, _ refusal: ZoneRefusal) async throws(OperationError) -> ZoneRefusalReport
    /// Takes a public item away, and tells its author why.
    func zoneWithdraw(_ id: String, _ refusal: ZoneRefusal) async throws(OperationError) -> ZoneRefusalReport
    /// Puts a public item in front, or back.
    func zoneFeature(_ id: String, _ featuring: ZoneFeaturing) async throws(OperationError) -> ZoneItemReport
    /// How many representatives each organisation has, by name.
    func representatives() async throws(OperationError) -> [RepresentativesReport]
    /// Notes it; `organisation` is a name or an identifier.
    func setRepresentatives(_ organisation: String, _ change: RepresentativesChange) async throws(OperationError) -> [RepresentativesReport]

    func applications() async throws(OperationError) -> [ApplicationReport]
    /// `despiteLikeness` admits an organisation whose name looks like another's.
    func admit(_ application: String, despiteLikeness: Bool) async throws(OperationError) -> AdmissionReport
    /// Sets an organisation's standing: suspended, reinstated or expelled.
    func setStanding(_ organisation: String, to standing: String) async throws(OperationError) -> MemberReport
    /// The staff's word that no member holds more of the registry than this node; for this run.
    func confirmRegistry() async throws(OperationError) -> StatusReport
    /// Puts an organisation into a sector; empty for none.
    func setSector(_ organisation: String, to sector: String) async throws(OperationError) -> MemberReport

    /// Records of the audit log behind `number`, in order, at most `limit`.
    func audit(after number: UInt64, limit: Int) async throws(OperationError) -> AuditPage
    /// Says how far the log has got, to somebody who is about to take it out.
    func exportAudit(_ request: AuditExportRequest) async throws(OperationError) -> AuditStateReport

    /// People with keys of their own, those who were removed among them.
    func people() async throws(OperationError) -> [PersonReport]
    func addPerson(_ person: PersonAddition) async throws(OperationError) -> [PersonReport]
    func removePerson(_ name: String) async throws(OperationError) -> [PersonReport]

    /// Machines' tokens, those that were revoked among them.
    func tokens() async throws(OperationError) -> [TokenReport]
    /// Makes a token; its text is in this answer and nowhere else.
    func createToken(_ creation: TokenCreation) async throws(OperationError) -> TokenMade
    func revokeToken(_ name: String) async throws(OperationError) -> [TokenReport]

    /// Who logs in at the portal, by name.
    func accounts() async throws(OperationError) -> [AccountReport]
    /// Invites somebody; their link is in this answer and nowhere else.
    func inviteAccount(_ invitation: AccountInvitation) async throws(OperationError) -> AccountInvited
    /// An account is named by its address or name, here and below.
    func setRoles(_ roles: AccountRoles, ofAccount account: String) async throws(OperationError) -> AccountReport
    /// Ends what somebody logs in with, and makes a new link.
    func resetAccount(_ account: String) async throws(OperationError) -> AccountInvited
    func decideAccount(_ account: String, _ decision: AccountDecision) async throws(OperationError) -> [AccountReport]
}

extension NodeOperations {
    /// Who is in an audience now, and whether the draft's mark may go there.
    /// The groups, for somebody who is named nowhere.
    public func groups() async throws(OperationError) -> [GroupReport] { try await groups(as: nil) }

    /// The newest items.
    public func items(group: String?, limit: Int, as reader: Reader) async throws(OperationError) -> [ItemReport] {
        try await items(ItemsRequest(group: group, limit: limit), as: reader).items
    }

    public func audience(ofDraft draft: AudienceRequest) async throws(OperationError) -> AudienceReport {
        try await audience(ofDraft: draft, content: nil)
    }
}

/// Why an operation was refused: a code for programs, a sentence for people and what to do next.
public struct OperationError: Error, Codable, Equatable, Sendable {
    /// Stable, lower-case with hyphens: "unknown-group", "tlp-too-weak".
    public let code: String
    public let reason: String
    /// What to do next; may be empty when there is nothing.
    public let remedy: String
    /// The HTTP status that the local interface answers with.
    public let status: Int

    public init(code: String, reason: String, remedy: String, status: Int = 422) {
        self.code = code
        self.reason = reason
        self.remedy = remedy
        self.status = status
    }
}
