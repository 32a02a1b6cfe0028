/// The node itself, groups, the registry, accounts.
extension RouteTable {
    static let node: [String: RouteRow] = [
        "GET /v1/openapi.json": .init(
            .reads, .anyone, "This description, in OpenAPI 3.1.", gives: .octets(mediaType: "application/json")),
        "GET /v1/status": .init(.reads, .owner, "How the node is.", gives: StatusReport.self),
        "GET /v1/health": .init(.reads, .reading, "Whether the node is well.", gives: HealthReport.self),
        "GET /v1/members": .init(.reads, .reading, "The organisations in the registry.", gives: [MemberReport].self),
        "GET /v1/peers": .init(
            .reads, .owner, "The nodes to which this one is connected.",
            query: [QueryMember("all", .flag, "Also those to which it is not.")], gives: [PeerReport].self),
        "GET /v1/forks": .init(.reads, .owner, "Proofs that nodes wrote two histories.", gives: [ForkReport].self),
        "POST /v1/members/{organisation}/pardon": .init(
            .noted(.forksPardoned), .owner, "Takes entries of an organisation again after a fork.", gives: [ForkReport].self),
        "GET /v1/keys": .init(.reads, .owner, "The organisation's keys, their ends and states.", gives: KeysReport.self),
        "GET /v1/backup": .init(.reads, .owner, "How far the backup is.", gives: BackupProgress.self),
        "POST /v1/backup": .init(
            .noted(.backup), .owner, "Begins a backup.", body: .document(BackupRequest.self), gives: BackupProgress.self),
        "GET /v1/zone/publication": .init(
            .reads, .owner, "How far the static publication of the public zone is.", gives: ZonePublicationProgress.self),
        "POST /v1/zone/publication": .init(
            .noted(.zoneWritten), .owner, "Begins a static publication of the public zone.", body: .document(ZonePublicationRequest.self),
            gives: ZonePublicationProgress.self),
        "GET /v1/groups": .init(.reads, .reading, "The audiences that this organisation is in, or was.", gives: [GroupReport].self),
        "POST /v1/groups": .init(
            .noted(.groupCreated), .owner, "Makes a closed group.", body: .document(GroupCreation.self), gives: GroupReport.self),
        "POST /v1/groups/{group}/roster": .init(
            .noted(.groupChanged), .owner, "Changes who is in a closed group.", body: .document(GroupChange.self), gives: GroupReport.self),
    ]

    static let registry: [String: RouteRow] = [
        // What the node publishes.
        "GET /v1/registry/file": .init(
            .reads, .owner, "What stands at an address of the published registry.",
            query: [QueryMember("path", .text(.text(1...400)), "The address below the registry's own.", isNeeded: true)],
            gives: .octets(mediaType: "application/octet-stream")),
        "GET /v1/registry/applications": .init(.reads, .owner, "Organisations that want to join.", gives: [ApplicationReport].self),
        "POST /v1/registry/applications/{id}/admit": .init(
            .noted(.applicationAdmitted), .owner, "Admits an organisation.",
            query: [QueryMember("despite-likeness", .flag, "Although its name looks like a member's.")], gives: AdmissionReport.self),
        "GET /v1/registry/copy": .init(.noted(.registryExported), .owner, "The registry as it is here.", gives: RegistryCopy.self),
        "POST /v1/registry/confirm": .init(
            .noted(.registryConfirmed), .owner, "Confirms that the registry is new.", gives: StatusReport.self),
        "POST /v1/registry/records": .init(
            .noted(.recordsSubmitted), .owner, "Hands signed records in.", body: .document(RecordSubmission.self),
            gives: SubmissionReport.self),
        "POST /v1/members/{organisation}/standing": .init(
            .noted(.standingChanged), .owner, "Suspends, reinstates or expels a member.", body: .document(StandingChange.self),
            gives: MemberReport.self),
        "POST /v1/members/{organisation}/sector": .init(
            .noted(.sectorChanged), .owner, "Puts a member into a sector.", body: .document(SectorChange.self), gives: MemberReport.self),
    ]

    static let accounts: [String: RouteRow] = [
        "GET /v1/audit": .init(
            .reads, .owner, "Records of the audit log behind a number.",
            query: [
                QueryMember("after", .number(0...Int.max, fallback: 0), "The number behind which it begins."),
                QueryMember(
                    "limit", .number(1...ExchangeLimits.auditRecordsMax, fallback: ExchangeLimits.auditRecordsMax), "How many at most."),
            ], gives: AuditPage.self),
        "POST /v1/audit/export": .init(
            .noted(.auditExported), .owner, "Notes that the audit log is taken out.", body: .document(AuditExportRequest.self),
            gives: AuditStateReport.self),
        "GET /v1/people": .init(.reads, .owner, "Who approves here.", gives: [PersonReport].self),
        "POST /v1/people": .init(.decides, .owner, "Adds a person.", body: .document(PersonAddition.self), gives: [PersonReport].self),
        "POST /v1/people/{name}/remove": .init(.decides, .owner, "Removes a person.", gives: [PersonReport].self),
        "GET /v1/tokens": .init(.reads, .owner, "The machines' tokens.", gives: [TokenReport].self),
        "POST /v1/tokens": .init(
            .decides, .owner, "Makes a token. Its text is in this answer and nowhere else.", body: .document(TokenCreation.self),
            gives: TokenMade.self),
        "POST /v1/tokens/{name}/revoke": .init(.decides, .owner, "Ends a token.", gives: [TokenReport].self),
    ]
}
