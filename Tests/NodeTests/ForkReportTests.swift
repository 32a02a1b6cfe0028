import Exchange
import Foundation
import Gossip
import Groups
import Ledger
import Sodium
import Storage
import Testing
import Wire

@testable import Daemon

@Suite("What people are told of peers")
struct PeerBookTests {
    private func node() -> NodeID { NodeID(SecureRandom.octets16()) }

    @Test("Faults are counted with their last time, the last one first; ordinary endings are not noted")
    func marks() throws {
        var book = PeerBook()
        let peer = node()
        book.note(.closed(.silent), of: peer, isMember: true, at: 100)
        book.note(.closed(.silent), of: peer, isMember: true, at: 300)
        book.note(.forgedEntries, of: peer, isMember: true, at: 200)
        for reason in [CloseReason.duplicate, .parted, .changed, .stopping, .storage, .same] {
            book.note(.closed(reason), of: peer, isMember: true, at: 400)
        }
        book.received(5, repeated: 0, of: peer, isMember: true, at: 410)
        book.received(0, repeated: 2, of: peer, isMember: true, at: 420)
        let page = try #require(book.pages[peer])
        #expect(page.newestFirst.map(\.event) == [.closed(.silent), .forgedEntries])
        #expect(page.newestFirst.map(\.mark.count) == [2, 1] && page.newestFirst.map(\.mark.last) == [300, 200])
        #expect(page.entriesReceived == 5 && page.entriesRepeated == 2)
        let quiet = node()
        book.note(.closed(.parted), of: quiet, isMember: true, at: 1)
        #expect(book.pages[quiet] == nil)
    }

    @Test("Every reason has a code of its own and a sentence")
    func words() {
        let reasons = (1...16).compactMap { CloseReason(rawValue: $0) }
        let events =
            reasons.map { PeerBook.Event.closed($0) } + reasons.map { .left($0) }
            + [.forgedEntries, .forkSuspected, .malformedMessage, .falseBody, .unanswered, .refusedJournal, .refusedEvidence]
        #expect(reasons.count == 16 && CloseReason(rawValue: 17) == nil)
        #expect(Set(events.map(\.code)).count == events.count)
        for event in events where event.isWorthNoting { #expect(event.sentence.hasSuffix(".") && event.sentence.count > 20) }
    }

    @Test("Strangers under many names push no member out of the book")
    func bounded() {
        var book = PeerBook()
        let member = node()
        book.note(.unanswered, of: member, isMember: true, at: 1)
        for time in 2...UInt64(DaemonLimits.peersRememberedMax * 2) { book.note(.malformedMessage, of: node(), isMember: false, at: time) }
        #expect(book.pages.count == DaemonLimits.peersRememberedMax)
        #expect(book.pages[member]?.marks[.unanswered]?.count == 1)
    }
}

@Suite("A forked journal: real nodes on loopback")
struct ForkReportTests {
    /// What another machine with the node's memory would have signed at the size that its journal of all members has now.
    private func evidence(of node: RunningNode) async throws -> Evidence {
        let community = communityTag(of: node.core.registry.snapshot.network)
        let journals = try node.core.access.store.journals().filter { $0.name?.node == node.core.node && $0.name?.group == community }
        let journal = try #require(journals.last)
        let (name, served) = (try #require(journal.name), try #require(try node.core.access.store.served(journal.journal)))
        let snapshot = node.core.registry.snapshot
        let other = Checkpoint(
            origin: journalOrigin(registryOrigin: snapshot.origin, journal: journal.journal), size: served.checkpoint.size,
            root: .leaf([1, 2, 3]))
        let second = SignedRoot(size: other.size, root: other.root, signature: other.sign(with: node.core.keys.operation).signature)
        return Evidence(
            node: name.node, group: name.group, incarnation: name.incarnation,
            first: SignedRoot(size: served.checkpoint.size, root: served.root, signature: served.checkpoint.signature),
            other: Evidence.Other(second: second, root: second.root, proof: []))
    }

    /// The coordinator's word to a node, as it arrives there.
    private func tell(_ node: RunningNode, _ evidence: Evidence, from peer: NodeID) async throws {
        let session = try #require(await node.core.conductor.sessions.first { $0.peer == peer && $0.isFull })
        await node.core.conductor.feed(.received(session.id, [Message.evidence(evidence).encoded()]))
    }

    private func codes(_ node: RunningNode) async throws -> Set<Finding.Code> { Set(try await node.core.status().findings.map(\.code)) }

    @Test("The writer leaves it, everybody's people are told, and after a second one nothing is taken of it until it is pardoned")
    func told() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom")
        try await federation.waitForKeys([bank, telco])
        let coordinator = federation.coordinator.core.node
        let first = try await bank.core.share(bundle("First"), ShareRequest(to: .members, tlp: "green"))
        try await telco.waitForItem(first.id)
        try await tell(telco, try await evidence(of: bank), from: coordinator)
        try await eventually("the bank has left its journal") { await bank.core.conductor.counters["own-journal-forked"] == 1 }
        #expect(try await codes(bank).contains(.ownJournalForked))
        let finding = try #require(try await telco.core.status().findings.first { $0.code == .journalForked })
        #expect(finding.sentence.contains("Harbour Bank") && finding.severity == .notice)
        let second = try await bank.core.share(bundle("Second"), ShareRequest(to: .members, tlp: "green"))
        try await telco.waitForItem(second.id)
        let journals = (try await telco.core.item(first.id, as: nil).journal, try await telco.core.item(second.id, as: nil).journal)
        #expect(journals.0 != journals.1)

        try await tell(telco, try await evidence(of: bank), from: coordinator)
        try await eventually("the coordinator knows too") { try await codes(federation.coordinator).contains(.nodeSuspended) }
        #expect(try await codes(telco).contains(.nodeSuspended))
        try await eventually("both journals are on the telco's disk") { try await telco.core.forks().count == 2 }
        let forks = try await telco.core.forks()
        #expect(forks.allSatisfy { $0.isSuspended && $0.organisation == "Harbour Bank" && !$0.isPardoned })
        let peer = try #require(try await telco.core.peers(all: false).first { $0.organisation == "Harbour Bank" })
        #expect(peer.remarks.first?.code == "suspended" && !peer.connectedSince.isEmpty && peer.session == "full")
        let third = try await bank.core.share(bundle("Third"), ShareRequest(to: .members, tlp: "green"))

        // Known to the next run, and pardoned by people.
        await telco.stop()
        let again = try await telco.restarted()
        #expect(try await codes(again).contains(.nodeSuspended))
        #expect(try await again.core.pardon("Harbour Bank").allSatisfy { $0.isPardoned && !$0.isSuspended })
        #expect(try await codes(again).isDisjoint(with: [.nodeSuspended, .journalForked]))
        try await again.waitForItem(third.id)
        await #expect(throws: OperationError.self) { try await again.core.pardon("City Telecom") }
        for node in [bank, again, federation.coordinator] { await node.stop() }
    }
}
