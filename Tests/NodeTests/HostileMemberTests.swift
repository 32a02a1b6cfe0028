import Crypto
import Exchange
import Foundation
import Groups
import Ledger
import Policy
import Sodium
import Storage
import Testing
import Wire

@testable import Daemon

/// A member's node that keeps every signature right and every rule it likes: nobody else loses anything by it.
@Suite("A hostile member: real nodes on loopback")
struct HostileMemberTests {
    /// A telco with a bank that means ill, and a college between them.
    private struct Three {
        let federation: Federation
        let bank: RunningNode
        let telco: RunningNode
        let college: RunningNode

        init() async throws {
            federation = try await Federation()
            bank = try await federation.member("Harbour Bank")
            telco = try await federation.member("City Telecom")
            college = try await federation.member("City College")
            try await federation.waitForKeys([bank, telco, college])
        }

        func stop() async {
            for node in [bank, telco, college, federation.coordinator] { await node.stop() }
        }
    }

    private func terms(_ node: RunningNode, _ tag: GroupTag, hour: UInt32? = nil) -> EpochTerms {
        EpochTerms(
            network: node.core.registry.snapshot.network, tag: tag, registrySize: node.core.registry.snapshot.size,
            rosterFrontier: EpochTerms.withoutRoster, startHour: hour ?? node.core.clock.hour)
    }

    private func members(_ nodes: [RunningNode], at node: RunningNode) async throws -> [EpochMember] {
        let statements = await node.core.groups.statements
        return try nodes.map { one in
            let statement = try #require(statements[one.core.node])
            return try #require(EpochMember(statement, at: node.core.clock.minute))
        }
    }

    @Test("An epoch that its author made for the others alone is never the one they seal with, also after it was removed")
    func plantedEpoch() async throws {
        let three = try await Three()
        let telco = three.telco.core
        _ = try await telco.createGroup(GroupCreation(name: "Exchange", members: ["Harbour Bank", "City College"], mailbox: true))
        let tag = try #require(await telco.groups.rosters.keys.first)
        try await eventually("the bank knows the group") { await three.bank.core.groups.rosters[tag] != nil }
        var generator = SecureRandomGenerator()
        let (planted, key) = try EpochOpening.make(
            for: try await members([three.telco, three.college], at: three.bank), terms: terms(three.bank, tag), using: &generator)
        _ = try await three.bank.core.publisher.publish([.epoch(planted.encoded())], in: tag)
        try await eventually("the telco has it") { await telco.groups.keyring.epochKey(key.id) != nil }

        _ = try await telco.changeGroup("Exchange", GroupChange(.remove, "Harbour Bank"))
        try await telco.groups.verifyHolders()
        let wanted = await telco.groups.wantedMembers(of: try #require(await telco.groups.circle(tag)))
        #expect(wanted.map(\.node).sorted() == [telco.node, three.college.core.node].sorted())
        let chosen = try #require(await telco.groups.epoch(of: tag, for: wanted))
        #expect(chosen.id != key.id)
        #expect(await telco.groups.epochs[tag]?.first { $0.id == key.id }?.holders == nil)
        await three.stop()
    }

    @Test("A charter with the tag of all members or of a sector takes nothing over")
    func charterOfRegistryTag() async throws {
        let three = try await Three()
        let bank = three.bank.core
        let shared = try await bank.share(bundle("First"), ShareRequest(to: .members, tlp: "green"))
        try await three.telco.waitForItem(shared.id)
        let community = await bank.groups.community
        let sector = try #require(await bank.groups.ownSector)
        for circle in [community, sector] {
            let statement = try CharterStatement(
                tag: circle.tag, name: "Mine", founder: bank.organisation, mailboxes: [], created: bank.clock.minute)
            let charter = Charter(
                signing: statement, node: bank.node, network: bank.registry.snapshot.network, with: bank.keys.operation)
            let document = RosterDocument(charter: charter.bytes, operations: [])
            await #expect(throws: (any Error).self) { try await three.telco.core.groups.take(roster: document, tag: circle.tag) }
            #expect(await three.telco.core.groups.rosters[circle.tag] == nil)
        }
        // The same over the wire, under the key that all members have.
        let key = try #require(await bank.groups.epoch(of: community.tag, for: bank.groups.wantedMembers(of: community)))
        let statement = try CharterStatement(
            tag: community.tag, name: "Mine", founder: bank.organisation, mailboxes: [], created: bank.clock.minute)
        let charter = Charter(signing: statement, node: bank.node, network: bank.registry.snapshot.network, with: bank.keys.operation)
        let item = ItemContent(roster: RosterDocument(charter: charter.bytes, operations: []), created: bank.clock.seconds)
        _ = try await bank.publisher.publish([try bank.draft(item, under: key)], in: community.tag)
        let after = try await three.college.core.share(bundle("After"), ShareRequest(to: .members, tlp: "green"))
        #expect(after.recipients == ["City College", "City Telecom", "Example City CERT", "Harbour Bank"])
        try await three.telco.waitForItem(after.id)
        #expect(await three.telco.core.groups.circle(community.tag)?.kind == .community)
        await three.stop()
    }

    @Test("Keys dated at the end of time and with more slots than there are nodes are set aside, and what follows is opened")
    func oddKeys() async throws {
        let three = try await Three()
        let bank = three.bank.core
        let tag = await bank.groups.community.tag
        var generator = SecureRandomGenerator()
        let telco = try await members([three.telco], at: three.bank)
        let late = try EpochOpening.make(for: telco, terms: terms(three.bank, tag, hour: .max), using: &generator)
        let nobody = try Subkey.generate().publicKey
        let crowd = try (0..<60).map { _ in
            let now = three.bank.core.clock.minute
            let statement = SubkeyStatement(
                node: NodeID(SecureRandom.octets16()), publicKey: nobody, notBefore: now, notAfter: Minute(now.rawValue + 60))
            return try #require(EpochMember(statement, at: now))
        }
        let wide = try EpochOpening.make(for: crowd + telco, terms: terms(three.bank, tag), using: &generator)
        _ = try await bank.publisher.publish([.epoch(late.opening.encoded()), .epoch(wide.opening.encoded())], in: tag)
        let shared = try await bank.share(bundle("After"), ShareRequest(to: .members, tlp: "green"))
        try await three.telco.waitForItem(shared.id)
        three.federation.clock.advance(minutes: 2)
        for node in [three.telco, three.college] { await node.core.keepHouse() }
        let keyring = await three.telco.core.groups.keyring
        #expect(keyring.epochKey(late.key.id) == nil && keyring.epochKey(wide.key.id) == nil)
        await three.stop()
    }

    @Test("A false grant gives way to the epoch itself, and what was sealed under it is opened")
    func falseGrant() async throws {
        let three = try await Three()
        let tag = await three.college.core.groups.community.tag
        let telco = three.telco.core.groups
        var generator = SecureRandomGenerator()
        let (opening, key) = try EpochOpening.make(
            for: try await members([three.college, three.telco], at: three.college), terms: terms(three.college, tag), using: &generator)
        let invented = try EpochKey(
            id: key.id, network: key.network, tag: tag, startHour: key.startHour, firstStep: 0, key: SymmetricKey(size: .bits256))
        let grant = try Grant.make(
            of: invented, step: 0, to: try await members([three.telco], at: three.bank),
            forming: [three.bank.core.node, three.telco.core.node], terms: terms(three.bank, tag), using: &generator)
        guard case .received = try await telco.take(grant: grant.encoded(), tag: tag, from: three.bank.core.node, at: Minute(1)) else {
            Issue.record("the false grant was not taken, so nothing is tested")
            return
        }
        let real = try Grant.make(
            of: key, step: 0, to: try await members([three.telco], at: three.college),
            forming: [three.college.core.node, three.telco.core.node], terms: terms(three.college, tag), using: &generator)
        guard case .disputed = try await telco.take(grant: real.encoded(), tag: tag, from: three.college.core.node, at: Minute(1)) else {
            Issue.record("two grants that contradict each other are not noticed")
            return
        }
        // An item that does not open puts the first in doubt, and then the second is taken in its place.
        #expect(await telco.doubt(key.id, of: tag))
        #expect(await !telco.doubt(key.id, of: tag))
        _ = try await telco.take(grant: real.encoded(), tag: tag, from: three.college.core.node, at: Minute(1))
        #expect(try await telco.stepKey(for: key.id, step: 3) == stepKey(key, 3))
        // The epoch itself settles it, whatever came before.
        _ = try await telco.take(epoch: opening.encoded(), tag: tag, from: three.college.core.node)
        #expect(try await telco.stepKey(for: key.id, step: 3) == stepKey(key, 3))
        #expect(await !telco.isUnconfirmed(key.id, of: tag))
        await three.stop()
    }

    @Test("Claims that nobody can check make an epoch unused, and are not kept without end")
    func inventedClaims() async throws {
        let three = try await Three()
        let tag = await three.bank.core.groups.community.tag
        let telco = three.telco.core.groups
        var generator = SecureRandomGenerator()
        let all = try await members([three.bank, three.telco], at: three.bank)
        let (opening, key) = try EpochOpening.make(for: all, terms: terms(three.bank, tag), using: &generator)
        _ = try await telco.take(epoch: opening.encoded(), tag: tag, from: three.bank.core.node)
        for _ in 0..<2 * DaemonLimits.claimsPerAuthorMax {
            let forming = [three.bank.core.node, NodeID(SecureRandom.octets16())]
            let grant = try Grant.make(
                of: key, step: 1, to: all.filter { $0.node == three.bank.core.node }, forming: forming, terms: terms(three.bank, tag),
                using: &generator)
            _ = try await telco.take(grant: grant.encoded(), tag: tag, from: three.bank.core.node, at: Minute(1))
        }
        let known = try #require(await telco.epochs[tag]?.first { $0.id == key.id })
        #expect(known.isSpoilt && known.holders == nil && known.unverified.count <= DaemonLimits.claimsPerAuthorMax + 1)
        await three.stop()
    }

    @Test("A key that was not published is not used, and is given up")
    func unpublished() async throws {
        let three = try await Three()
        let groups = three.bank.core.groups
        let circle = await groups.community
        let members = await groups.wantedMembers(of: circle)
        let making = try #require(try await groups.makeKey(for: circle, members))
        #expect(await groups.epoch(of: circle.tag, for: members) == nil)
        try await groups.abandon(making, of: circle.tag)
        #expect(await groups.keyring.epochKey(making.key.id) == nil)
        #expect(try await groups.makeKey(for: circle, Array(members.dropLast())) == nil, "members that are not these any more")
        await three.stop()
    }

    @Test("What was to be sealed for an audience that has changed since is not published")
    func changedAudience() async throws {
        let federation = try await Federation()
        let coordinator = federation.coordinator.core
        let tag = await coordinator.groups.community.tag
        let before = try coordinator.access.store.journals().reduce(0) { $0 + $1.size }
        let error = await #expect(throws: OperationError.self) {
            try await coordinator.publisher.publish([.complaint([1])], in: tag) { false }
        }
        #expect(error?.code == "audience-changed")
        #expect(try coordinator.access.store.journals().reduce(0) { $0 + $1.size } == before)
        await federation.coordinator.stop()
    }

    private func stepKey(_ key: EpochKey, _ step: UInt16) throws -> SymmetricKey {
        var key = key
        return try key.stepKey(step)
    }
}
