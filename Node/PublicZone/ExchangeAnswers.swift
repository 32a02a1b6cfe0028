import Exchange

/// The answers below `/taxii2/`: TAXII 2.1 for anybody, on the zone's own port.
///
/// They are made for each request, and so are never files. Few are made at a time, and a page has its room before it is made.
struct ExchangeAnswers: Sendable {
    static let prefix = PublicTAXII.prefix

    private let taxii: PublicTAXII
    private let budget: OctetBudget
    private let places = OctetBudget(limit: PublicZoneLimits.exchangeAnswersMax)

    init(_ taxii: PublicTAXII, budget: OctetBudget) {
        self.taxii = taxii
        self.budget = budget
    }

    func answer(_ request: PublicRequest) async throws(PublicRefusal) -> PublicAnswer {
        let place = places.reserve(1)
        var room = budget.reserve(PublicZoneLimits.exchangePageOctets)
        guard place != nil, room != nil else { throw .busy }
        let answer = await taxii.answer(method: request.method, target: request.target, accept: request.accept)
        withExtendedLifetime(place) {}
        // How long it is shows when it is made.
        room = nil
        guard let held = budget.reserve(answer.body.count) else { throw .busy }
        return PublicAnswer(
            status: answer.status, fields: SafeFields.file + answer.fields, length: answer.body.count,
            body: request.method == "HEAD" ? nil : answer.body, reservation: held)
    }
}
