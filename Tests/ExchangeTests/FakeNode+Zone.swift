import Exchange

/// What the fake node answers about the public zone.
extension FakeNode {
    static let zoneItem = ZoneItemReport(
        id: "0f", state: "waiting", title: "漢 “T”", author: "City Telecom", authorId: "0a", created: "2026-01-01T00:00:00Z",
        came: "2026-01-01T00:00:01Z", decided: "", decider: "", reason: "", topic: "threats", isFeatured: false, octets: 7)
    static let zonePage = ZoneQueuePage(
        counts: ZoneCounts(waiting: 1, published: 2, returned: 3, withdrawn: 4, ended: 5), items: [zoneItem], next: "n1")
    static let zoneDetail = ZoneItemDetail(
        item: zoneItem, tlp: "TLP:CLEAR", pap: "PAP:AMBER", sector: "communications", sharedBy: "Harbour Bank", topic: "threats",
        lists: ["all", "topic-threats"], indicators: [.init(kind: "domains", value: "a.example")], indicatorsCounted: 9,
        languages: ["zh-Hant"], looksLike: ["City TeIecom"], warnings: ZoneItemDetail.Warning.allCases, path: "/items/0f")
    static let zoneRefused = ZoneRefusalReport(item: zoneItem, letter: "not-sent", letterItem: "", letterFault: "“No” key.")
    static let representatives = RepresentativesReport(organisation: "City Telecom", id: "0a", standing: "admitted", representatives: 3)

    func zoneQueue(_ state: String, cursor: String?, limit: Int) async throws(OperationError) -> ZoneQueuePage {
        try note("zoneQueue \(state) \(cursor ?? "-") \(limit)")
        return Self.zonePage
    }

    func zoneItem(_ id: String) async throws(OperationError) -> ZoneItemDetail {
        try note("zoneItem \(id)")
        return Self.zoneDetail
    }

    func zoneApprove(_ id: String, _ approval: ZoneApproval) async throws(OperationError) -> ZoneItemReport {
        try note("zoneApprove \(id) \(approval.topic ?? "-") \(approval.featured ?? false)")
        return Self.zoneItem
    }

    func zoneReturn(_ id: String, _ refusal: ZoneRefusal) async throws(OperationError) -> ZoneRefusalReport {
        try note("zoneReturn \(id) \(refusal.reason)")
        return Self.zoneRefused
    }

    func zoneWithdraw(_ id: String, _ refusal: ZoneRefusal) async throws(OperationError) -> ZoneRefusalReport {
        try note("zoneWithdraw \(id) \(refusal.reason)")
        return Self.zoneRefused
    }

    func zoneFeature(_ id: String, _ featuring: ZoneFeaturing) async throws(OperationError) -> ZoneItemReport {
        try note("zoneFeature \(id) \(featuring.featured)")
        return Self.zoneItem
    }

    func representatives() async throws(OperationError) -> [RepresentativesReport] {
        try note("representatives")
        return [Self.representatives]
    }

    func setRepresentatives(
        _ organisation: String, _ change: RepresentativesChange
    ) async throws(OperationError) -> [RepresentativesReport] {
        try note("setRepresentatives \(organisation) \(change.representatives.map { "\($0)" } ?? "none")")
        return [Self.representatives]
    }
}
