import Coordinator
import Exchange
import Ledger
import Wire

/// The coordinator's decisions; refused on a member's node.
extension NodeCore: NodeOperations {
    func applications() async throws(OperationError) -> [ApplicationReport] {
        try await theOffice().waiting().map { application in
            ApplicationReport(
                id: application.id, organisation: application.organisation.name, sector: application.organisation.sector,
                node: application.certificate.node.hex, endpoints: application.certificate.endpoints.map(\.text),
                contact: application.letter.contact, received: WallClock.iso8601(application.received), state: "waiting")
        }
    }

    func admit(_ application: String) async throws(OperationError) -> AdmissionReport {
        let organisation = try await theOffice().admit(application)
        return AdmissionReport(organisation: organisation.name, id: organisation.id.hex, registrySize: registry.snapshot.size)
    }

    func setStanding(_ organisation: String, to standing: String) async throws(OperationError) -> MemberReport {
        let changes: [String: StandingChange] = ["suspended": .suspended, "reinstated": .reinstated, "expelled": .expelled]
        guard let change = changes[standing] else {
            throw OperationError(
                code: "unknown-standing", reason: "\"\(standing)\" is no standing.", remedy: "Use suspended, reinstated or expelled.")
        }
        let office = try theOffice()
        let found = try registeredOrganisation(organisation)
        return await report(on: try await office.setStanding(found.id, to: change))
    }

    private func theOffice() throws(OperationError) -> RegistryOffice {
        guard let office else {
            throw OperationError(
                code: "not-the-coordinator", reason: "Only the coordinator's node decides on membership.",
                remedy: "Run this command with the coordinator's --data directory.", status: 403)
        }
        return office
    }
}
