import Coordinator
import Exchange
import Ledger
import Logging
import Policy
import Wire

/// The coordinator's decisions; refused on a member's node.
extension NodeCore: NodeOperations {
    func applications() async throws(OperationError) -> [ApplicationReport] {
        try await theOffice().waiting().map { application in
            ApplicationReport(
                id: application.id, organisation: application.organisation.name, sector: application.organisation.sector,
                node: application.certificate.node.hex, endpoints: application.certificate.endpoints.map(\.text),
                contact: application.letter.contact, received: WallClock.iso8601(application.received), state: "waiting",
                looksLike: likenesses(of: application.organisation.name))
        }
    }

    func admit(_ application: String, despiteLikeness: Bool) async throws(OperationError) -> AdmissionReport {
        let office = try theOffice()
        let candidate = try await office.application(application)
        if !despiteLikeness, let likeness = likenesses(of: candidate.organisation.name).first {
            throw OperationError(
                code: "looks-alike",
                reason: "\"\(candidate.organisation.name)\" looks like \"\(likeness)\", which is in the registry already.",
                remedy: "Ask the applicant who they are by another way; then admit it with --despite-likeness, or leave it.", status: 409)
        }
        let organisation = try await office.admit(candidate)
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

    func confirmRegistry() async throws(OperationError) -> StatusReport {
        if try await settleSplit() {
            await housekeeping.tellStatements()
            if office == nil { return try await status() }
        }
        await (try theOffice()).confirmByStaff()
        logger.warning("the staff confirmed this copy of the registry", metadata: ["size": "\(registry.snapshot.size)"])
        return try await status()
    }

    func setSector(_ organisation: String, to sector: String) async throws(OperationError) -> MemberReport {
        let office = try theOffice()
        let found = try registeredOrganisation(organisation)
        return await report(on: try await office.setSector(found.id, to: sector))
    }

    /// Names in the registry that people would take for this one.
    private func likenesses(of name: String) -> [String] {
        let likeness = LookAlike(name)
        return registry.snapshot.organisations.map(\.name).filter { LookAlike($0) == likeness }
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
