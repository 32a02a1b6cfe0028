/// The public zone's moderation.
extension RouteTable {
    static let zone: [String: RouteRow] = [
        "GET /v1/zone": .init(
            .reads, .owner, "Items that moderators of the public zone look at, the last to arrive first.",
            query: [
                QueryMember(
                    "state", .text(.text(1...20)), "\"waiting\" (without this), \"published\", \"returned\", \"withdrawn\" or \"ended\"."),
                QueryMember.itemsLimit, QueryMember.cursor,
            ], gives: ZoneQueuePage.self),
        "GET /v1/zone/items/{id}": .init(.reads, .owner, "What approving an item would mean.", gives: ZoneItemDetail.self),
        "POST /v1/zone/items/{id}/approval": .init(
            .noted(.zoneApproved), .owner, "Makes an item public, as it is.", body: .document(ZoneApproval.self), gives: ZoneItemReport.self
        ),
        "POST /v1/zone/items/{id}/return": .init(
            .noted(.zoneReturned), .owner, "Returns an item that waits to its author.", body: .document(ZoneRefusal.self),
            gives: ZoneRefusalReport.self),
        "POST /v1/zone/items/{id}/withdrawal": .init(
            .noted(.zoneWithdrawn), .owner, "Takes a public item away.", body: .document(ZoneRefusal.self), gives: ZoneRefusalReport.self),
        "POST /v1/zone/items/{id}/featuring": .init(
            .noted(.zoneFeatured), .owner, "Puts a public item in front, or back.", body: .document(ZoneFeaturing.self),
            gives: ZoneItemReport.self),
        "GET /v1/zone/representatives": .init(
            .reads, .owner, "How many representatives members have, as was noted.", gives: [RepresentativesReport].self),
        "POST /v1/zone/representatives/{organisation}": .init(
            .noted(.representativesNoted), .owner, "Notes how many representatives a member has.",
            body: .document(RepresentativesChange.self), gives: [RepresentativesReport].self),
    ]
}
