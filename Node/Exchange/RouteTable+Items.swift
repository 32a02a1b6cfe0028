/// Items, what becomes of them, objects and search.
extension RouteTable {
    static let items: [String: RouteRow] = [
        "GET /v1/items": .init(
            .reads, .reading, "Items, the last to arrive first.",
            query: [QueryMember("group", .text(.text(1...400)), "The name or tag of an audience."), .itemsLimit, .cursor, .reader],
            gives: ItemPage.self),
        "POST /v1/items": .init(
            .decides, .writing, "Shares content; it may have to wait for its time or for approvals.", query: [.sharing], body: .content,
            gives: ShareReport.self),
        "GET /v1/inventory": .init(
            .noted(.inventoryExported), .owner, "Items for an export of everything.",
            query: [
                QueryMember("before", .number(0...Int.max, fallback: nil), "The last page's `next`."), .itemsLimit, .reader,
            ], gives: InventoryPage.self),
        "GET /v1/items/{id}": .init(.reads, .reading, "An item, its recipients and its objects.", query: [.reader], gives: ItemDetail.self),
        "GET /v1/items/{id}/content": .init(
            .noted(.itemExported), .reading, "An item's content, octet for octet as it was signed.", query: [.reader],
            gives: .octets(mediaType: "application/octet-stream")),
        "GET /v1/items/{id}/proof": .init(
            .noted(.proofExported), .reading, "A file by which anybody can check who wrote an item.",
            query: [QueryMember("key", .flag, "With the key that opens this item and no other."), .reader],
            gives: .octets(mediaType: "application/json")),
        "GET /v1/items/{id}/audience": .init(
            .reads, .reading, "Exactly who can open an item.", query: [.reader], gives: AudienceReport.self),
        // Questions about a draft, which may be too long for a GET.
        "POST /v1/audience": .init(
            .reads, .writing, "Exactly who could open a draft, and whether it may be shared.",
            query: [QueryMember("request", .document(AudienceRequest.self), "How it would be shared.", isNeeded: true)], body: .content,
            gives: AudienceReport.self),
        "POST /v1/policy/explanation": .init(
            .reads, .writing, "What the rules say to a draft, rule by rule.", query: [.sharing], body: .content,
            gives: ExplanationReport.self),
        "GET /v1/policy": .init(.reads, .owner, "The rules of this node.", gives: PolicyReport.self),
    ]

    static let life: [String: RouteRow] = [
        "GET /v1/items/{id}/history": .init(
            .reads, .reading, "An item's versions, re-shares and withdrawals.", query: [.reader], gives: HistoryReport.self),
        "POST /v1/items/{id}/correction": .init(
            .decides, .writing, "Replaces an item of this organisation by a new version.", query: [.sharing], body: .content,
            gives: ShareReport.self),
        "POST /v1/items/{id}/retraction": .init(
            .decides, .writing, "Takes an item of this organisation back.", body: .document(RetractionRequest.self),
            gives: RetractionReport.self),
        "POST /v1/items/{id}/declassification": .init(
            .decides, .writing, "Lets an item of this organisation live on in a wider audience.", body: .document(ShareRequest.self),
            gives: ShareReport.self),
        "POST /v1/items/{id}/reshare": .init(
            .decides, .writing, "Passes somebody else's item on, with its author's signature.", query: [.reader],
            body: .document(ShareRequest.self), gives: ShareReport.self),
        "POST /v1/items/{id}/acceptance": .init(
            .noted(.itemAccepted), .owner, "Lets an item in that the rules keep aside.", gives: ItemReport.self),
        "GET /v1/outgoing": .init(.reads, .owner, "What waits to leave, or waited.", query: [.itemsLimit], gives: [OutgoingReport].self),
        "GET /v1/outgoing/{id}/content": .init(
            .noted(.itemExported), .owner, "The content of something that waits.", gives: .octets(mediaType: "application/octet-stream")),
        "POST /v1/outgoing/{id}/cancel": .init(.decides, .owner, "Keeps something from leaving.", gives: OutgoingReport.self),
        "POST /v1/outgoing/{id}/approval": .init(
            .decides, .owner, "Hands in a person's signed word about something that waits.", body: .document(ApprovalSubmission.self),
            gives: OutgoingReport.self),
        "GET /v1/contributions": .init(
            .reads, .owner, "What members gave to be shared without their names.", gives: [ContributionReport].self),
        "GET /v1/contributions/{id}/content": .init(
            .noted(.itemExported), .owner, "The content of a contribution.", gives: .octets(mediaType: "application/octet-stream")),
        "POST /v1/contributions": .init(
            .decides, .owner, "Gives content to another organisation, which shares it as its own.",
            query: [.sharing, QueryMember("proxy", .text(.text(1...400)), "That organisation's name or identifier.", isNeeded: true)],
            body: .content,
            gives: ShareReport.self),
        "POST /v1/contributions/{id}/issue": .init(
            .decides, .owner, "Shares a contribution.", body: .document(ShareRequest.self), gives: ShareReport.self),
    ]

    static let search: [String: RouteRow] = [
        "GET /v1/search": .init(
            .reads, .reading, "Objects that hold words or values, or fit filters.",
            query: [
                QueryMember("query", .text(.text(0...1_024)), "What is looked for (docs/search.md)."),
                QueryMember("saved", .text(.text(1...200)), "A saved search, to which `query` is added."),
                QueryMember("newest", .flag, "The newest first; else those with the words in their names."),
                .objectsLimit, .cursor, QueryMember("facets", .flag, "Also counts by type, mark, author, audience, label and month."),
                .reader,
            ], gives: SearchReport.self),
        "GET /v1/searches": .init(.reads, .reading, "The saved searches.", gives: [SavedSearchReport].self),
        "POST /v1/searches": .init(
            .noted(.searchSaved), .owner, "Saves a search.", body: .document(SearchSaving.self), gives: [SavedSearchReport].self),
        "POST /v1/searches/{name}/remove": .init(
            .noted(.searchRemoved), .owner, "Removes a saved search.", gives: [SavedSearchReport].self),
        "GET /v1/objects/{object}": .init(
            .reads, .reading, "An object's versions, the newest first, as their authors wrote them.", query: [.objectsLimit, .reader],
            gives: [ObjectVersionReport].self),
        "GET /v1/objects/{object}/graph": .init(
            .reads, .reading, "What an object refers to and what refers to it.",
            query: [QueryMember("depth", .number(1...ExchangeLimits.graphDepthMax, fallback: 1), "Steps from the object."), .reader],
            gives: GraphReport.self),
        "GET /v1/correlation": .init(
            .reads, .reading, "Where a value stands, how far it is trusted and what was seen of it.",
            query: [
                QueryMember("value", .text(.text(1...4_000)), "An address, a hash, a URL …, defanged or not.", isNeeded: true),
                .objectsLimit,
                .reader,
            ],
            gives: CorrelationReport.self),
    ]

    static let packs: [String: RouteRow] = [
        "GET /v1/packs": .init(.reads, .reading, "The reference packs that are here.", gives: [PackReport].self),
        "POST /v1/packs": .init(
            .decides, .owner, "Shares a pack with everyone, in the place of an older one of its name.",
            query: [QueryMember("request", .document(PackInstallation.self), "What may be replaced.", isNeeded: true)], body: .content,
            gives: PackInstalledReport.self),
        "GET /v1/packs/{pack}": .init(.reads, .reading, "A pack and its parts.", gives: PackDetail.self),
        "GET /v1/packs/{pack}/{part}": .init(
            .reads, .reading, "A list, taxonomy or galaxy of a pack, as those who publish it wrote it.",
            gives: .octets(mediaType: "application/json")),
    ]
}
