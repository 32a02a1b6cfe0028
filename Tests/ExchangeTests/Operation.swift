import Exchange
import Testing

/// One operation: what it is asked through the client, what it must answer and what must arrive at the node.
struct Operation: Sendable, CustomTestStringConvertible {
    let arrives: String
    let holds: @Sendable (LocalClient) async throws -> Bool
    var testDescription: String { arrives }

    static let all = node + groups + sharing + items + life + search + packs + zone + registry + accounts + logins

    /// Somebody whose name needs care in a query.
    static let person = "Ng & Söhne=+% 漢?"

    private static let node: [Operation] = [
        Operation(arrives: "status") { try await $0.status() == FakeNode.status },
        Operation(arrives: "members") { try await $0.members() == [FakeNode.member] },
        Operation(arrives: "peers false") { try await $0.peers(all: false) == [FakeNode.peer] },
        Operation(arrives: "peers true") { try await $0.peers(all: true) == [FakeNode.peer] },
        Operation(arrives: "forks") { try await $0.forks() == [FakeNode.fork] },
        Operation(arrives: "pardon City Telecom/x") { try await $0.pardon("City Telecom/x") == [FakeNode.fork] },
        Operation(arrives: "keys") { try await $0.keys() == FakeNode.keys },
        Operation(arrives: "zonePublication") { try await $0.zonePublication() == FakeNode.publication },
        Operation(arrives: "startZonePublication /srv/Ä b") {
            try await $0.startZonePublication(ZonePublicationRequest(directory: "/srv/Ä b")) == FakeNode.publication
        },
        Operation(arrives: "backup") { try await $0.backup() == FakeNode.backup },
        Operation(arrives: "startBackup /mnt/Ä b 7 true") {
            try await $0.startBackup(BackupRequest(target: "/mnt/Ä b", keep: 7, startOver: true)) == FakeNode.backup
        },
    ]

    private static let creation = GroupCreation(
        name: "Häfen & “Co”", members: ["City Telecom", "0a"], mailbox: true, mailboxDays: 7, history: true, electing: 66)

    private static let groups: [Operation] = [
        Operation(arrives: "groups") { try await $0.groups() == [FakeNode.group] },
        Operation(arrives: "createGroup \(creation)") { try await $0.createGroup(creation) == FakeNode.group },
        Operation(arrives: "changeGroup a/b?c#d%20 e+f: appoint City Telecom") {
            try await $0.changeGroup("a/b?c#d%20 e+f", GroupChange(.appoint, "City Telecom")) == FakeNode.group
        },
        Operation(arrives: "changeGroup 0d: leave ") { try await $0.changeGroup("0d", GroupChange(.leave)) == FakeNode.group },
    ]

    private static let requests = [
        ShareRequest(to: .everyone, tlp: "clear"),
        ShareRequest(to: .members),
        ShareRequest(to: .sector, pap: "amber"),
        ShareRequest(to: .group("everyone"), tlp: "amber+strict", title: "a=b&c +\n漢\"\\%00"),
        ShareRequest(to: .organisations([NamedRecipient("City & Telecom", people: [person, "B"]), NamedRecipient("0a")]), tlp: "red"),
        ShareRequest(to: .organisations([NamedRecipient("0a")]), tlp: "red", despiteStaleRegistry: true),
        ShareRequest(to: .organisations([])),
    ]

    private static let sharing: [Operation] =
        requests.map { request in
            Operation(arrives: "share 3 \(request)") { try await $0.share([1, 2, 3], request) == FakeNode.share }
        }
        + requests.map { request in
            let draft = AudienceRequest(to: request.to, tlp: request.tlp, despiteStaleRegistry: request.despiteStaleRegistry)
            return Operation(arrives: "audience of \(draft)") { try await $0.audience(ofDraft: draft) == FakeNode.audience }
        } + [
            Operation(arrives: "audience of \(AudienceRequest(to: .sector)) with [123, 0, 255]") {
                try await $0.audience(ofDraft: AudienceRequest(to: .sector), content: [0x7B, 0, 0xFF]) == FakeNode.audience
            },
            Operation(arrives: "share 0 \(requests[1])") { try await $0.share([], requests[1]) == FakeNode.share },
            Operation(arrives: "audience 0f0f0f as -") { try await $0.audience(of: "0f0f0f", as: nil) == FakeNode.audience },
            Operation(arrives: "audience 0f0f0f as \(person)") {
                try await $0.audience(of: "0f0f0f", as: .person(person)) == FakeNode.audience
            },
        ]

    private static let items: [Operation] = [
        Operation(arrives: "items - 7 - as -") { try await $0.items(group: nil, limit: 7, as: nil) == [FakeNode.item] },
        Operation(arrives: "items sector:finance 100 n/1 as \(person)") {
            try await $0.items(ItemsRequest(group: "sector:finance", cursor: "n/1"), as: .person(person)) == FakeNode.page
        },
        Operation(arrives: "inventory -1 5 as -") { try await $0.inventory(before: nil, limit: 5, as: nil) == FakeNode.inventory },
        Operation(arrives: "inventory 7 5 as \(person)") {
            try await $0.inventory(before: 7, limit: 5, as: .person(person)) == FakeNode.inventory
        },
        Operation(arrives: "item 0f0f0f as -") { try await $0.item("0f0f0f", as: nil) == FakeNode.detail },
        Operation(arrives: "item 0f0f0f as \(person)") { try await $0.item("0f0f0f", as: .person(person)) == FakeNode.detail },
        Operation(arrives: "content 0f0f0f as -") { try await $0.content(of: "0f0f0f", as: nil) == FakeNode.content(1_000) },
        Operation(arrives: "content 0f0f0f as \(person)") {
            try await $0.content(of: "0f0f0f", as: .person(person)) == FakeNode.content(1_000)
        },
        Operation(arrives: "proof 0f0f0f false as -") { try await $0.proof(of: "0f0f0f", withKey: false, as: nil) == FakeNode.proof },
        Operation(arrives: "proof 0f0f0f true as \(person)") {
            try await $0.proof(of: "0f0f0f", withKey: true, as: .person(person)) == FakeNode.proof
        },
    ]

    private static let registry: [Operation] = [
        Operation(arrives: "applications") { try await $0.applications() == [FakeNode.application] },
        Operation(arrives: "registryFile tile/entries/x001/234.p/5") {
            try await $0.registryFile("tile/entries/x001/234.p/5") == FakeNode.proof
        },
        Operation(arrives: "registryCopy") { try await $0.registryCopy() == FakeNode.registryCopy },
        Operation(arrives: "confirmRegistry") { try await $0.confirmRegistry() == FakeNode.status },
        Operation(arrives: "admit 11 false") { try await $0.admit("11", despiteLikeness: false) == FakeNode.admission },
        Operation(arrives: "admit 11 true") { try await $0.admit("11", despiteLikeness: true) == FakeNode.admission },
        Operation(arrives: "submit [3] [251, 255, 0]") { try await $0.submit([[0xFB, 0xFF, 0x00]]) == FakeNode.submission },
        Operation(arrives: "submit \([Int](repeating: 61_440, count: 8)) [0, 167, 78]") {
            try await $0.submit([[UInt8]](repeating: FakeNode.content(61_440), count: 8)) == FakeNode.submission
        },
        Operation(arrives: "setStanding City Telecom suspended") {
            try await $0.setStanding("City Telecom", to: "suspended") == FakeNode.member
        },
        Operation(arrives: "setSector City Telecom communications") {
            try await $0.setSector("City Telecom", to: "communications") == FakeNode.member
        },
        Operation(arrives: "setSector 0a ") { try await $0.setSector("0a", to: "") == FakeNode.member },
    ]

    private static let requestToExport = AuditExportRequest(since: 5, until: .max, action: "share-refused")
    private static let addition = PersonAddition(name: person, key: "0d", user: "ng")

    private static let accounts: [Operation] = [
        Operation(arrives: "audit 0 1000") { try await $0.audit(after: 0, limit: 1_000) == FakeNode.auditPage },
        Operation(arrives: "audit 4294967296 1") { try await $0.audit(after: 4_294_967_296, limit: 1) == FakeNode.auditPage },
        Operation(arrives: "exportAudit \(requestToExport)") { try await $0.exportAudit(requestToExport) == FakeNode.auditState },
        Operation(arrives: "people") { try await $0.people() == [FakeNode.person] },
        Operation(arrives: "addPerson \(addition)") { try await $0.addPerson(addition) == [FakeNode.person] },
        Operation(arrives: "removePerson \(person)") { try await $0.removePerson(person) == [FakeNode.person] },
        Operation(arrives: "tokens") { try await $0.tokens() == [FakeNode.token] },
        Operation(arrives: "createToken \(tokenCreation)") { try await $0.createToken(tokenCreation) == FakeNode.tokenMade },
        Operation(arrives: "revokeToken \(person)") { try await $0.revokeToken(person) == [FakeNode.token] },
    ]

    private static let tokenCreation = TokenCreation(
        name: "siem", scopes: ["read", "write"], tlpMax: "amber", groups: ["Häfen & “Co”"], collections: ["0a"], expiresDays: 30)
}

extension Operation {
    /// As what the local interface notes it; `nil` where it only reads, or where the operation itself notes what it decides.
    var action: AuditAction? {
        let noted: [(beginning: String, action: AuditAction)] = [
            ("pardon ", .forksPardoned), ("startBackup ", .backup), ("startZonePublication ", .zoneWritten),
            ("createGroup ", .groupCreated), ("changeGroup ", .groupChanged),
            ("inventory -1 ", .inventoryExported), ("content ", .itemExported), ("proof ", .proofExported),
            ("admit ", .applicationAdmitted), ("registryCopy", .registryExported), ("confirmRegistry", .registryConfirmed),
            ("submit ", .recordsSubmitted), ("setStanding ", .standingChanged), ("setSector ", .sectorChanged),
            ("exportAudit ", .auditExported), ("accept ", .itemAccepted), ("contribution ", .itemExported),
            ("zoneApprove ", .zoneApproved), ("zoneReturn ", .zoneReturned), ("zoneWithdraw ", .zoneWithdrawn),
            ("zoneFeature ", .zoneFeatured), ("setRepresentatives ", .representativesNoted),
            ("outgoingContent ", .itemExported), ("saveSearch ", .searchSaved), ("removeSearch ", .searchRemoved),
        ]
        return noted.first { arrives.hasPrefix($0.beginning) }?.action
    }
}
