import Exchange
import Foundation
import Sodium
import Storage

/// The portal of a node with 100,000 items: its pages, what an open page of another organisation shows of a publication, and what the time of
/// a refusal tells.
///
/// Over HTTP by somebody who was invited and enrolled as people are, against real processes on loopback.
struct PortalRows {
    let federation: Federation
    /// How many items the node of the pages holds.
    let count: Int

    /// Expects the nodes to be stopped and leaves them so.
    func measure() async throws -> [Row] {
        var rows = try await withPortal(of: .telco) { visitor in
            for member in [Federation.Member.coordinator, .bank] { try await federation.start(member) }
            defer { for member in [Federation.Member.coordinator, .bank] { federation.stop(member) } }
            return try await OpenPageRows(federation: federation, visitor: visitor).measure()
        }
        rows += try await withPortal(of: .coordinator) { visitor in
            let accounts = try await accounts(at: visitor)
            var stranger = visitor.stranger
            try await stranger.openSignIn()
            return try await RefusalRows(accounts: accounts, visitor: stranger).measure()
        }
        let network = try await LargeNetwork(growing: federation)
        let store = try Store(path: federation.data(of: .coordinator))
        do {
            defer { store.close() }
            _ = try ManyItems(in: network, store: store).write(count, to: store)
        }
        rows += try await withPortal(of: .coordinator) { visitor in
            try await PageRows(federation: federation, visitor: visitor, count: count).measure()
        }
        return rows
    }

    /// Starts a node with its portal, at which somebody with all roles is logged in, and stops it.
    private func withPortal(of member: Federation.Member, _ body: (PortalVisitor) async throws -> [Row]) async throws -> [Row] {
        let place = "127.0.0.1:\(try freePort())"
        federation.environment = ["CAUSEWAY_PORTAL": place, "CAUSEWAY_PORTAL_URL": "http://\(place)"]
        try await federation.start(member)
        federation.environment = [:]
        defer { federation.stop(member) }
        var visitor = PortalVisitor(base: "http://\(place)")
        try await federation.wait("the portal answers") { (try? await visitor.openSignIn()) != nil }
        let roles = member == .coordinator ? ["staff", "reviewer"] : []
        _ = try await invite(&visitor, at: member, roles: ["analyst", "approver", "operator"] + roles)
        return try await body(visitor)
    }

    /// Invites somebody over the local socket and lets them enrol; gives their address.
    private func invite(_ visitor: inout PortalVisitor, at member: Federation.Member, roles: [String]) async throws -> String {
        let name = "Ana Lo \(SecureRandom.octets(8).hex)"
        let address = "\(name.replacing(" ", with: "."))@example.org".lowercased()
        let invited = try await federation.client(of: member).inviteAccount(
            AccountInvitation(name: name, address: address, roles: roles))
        try await visitor.enrol(by: invited.path, password: SecureRandom.octets(16).hex)
        return address
    }

    /// Addresses of people who have enrolled.
    private func accounts(at visitor: PortalVisitor) async throws -> [String] {
        var addresses: [String] = []
        for _ in 0..<BenchLimits.refusedAddresses {
            var somebody = visitor.stranger
            try await somebody.openSignIn()
            addresses.append(try await invite(&somebody, at: .coordinator, roles: ["reader"]))
        }
        return addresses
    }
}
