import Exchange
import Gossip
import Ledger
import Logging
import Storage
import Wire

/// What the node tells of its peers, and of those that forked their journals.
extension NodeCore {
    func peers(all: Bool) async throws(OperationError) -> [PeerReport] {
        let (sessions, pages) = (await conductor.sessions, await conductor.book.pages)
        let suspended = Set(await conductor.forkedNodes.filter(\.isSuspended).map(\.node))
        var reports: [PeerReport] = []
        for session in sessions {
            let page = pages[session.peer]
            reports.append(
                PeerReport(
                    node: session.peer.hex, organisation: organisationName(of: session.peer),
                    address: await conductor.address(of: session.id), direction: session.isOutbound ? "outbound" : "inbound",
                    session: session.isFull ? "full" : "registry-only", agent: session.agent, journalsBehind: session.journalsBehind,
                    connectedSince: time(at: session.since), entriesReceived: page?.entriesReceived ?? 0,
                    entriesRepeated: page?.entriesRepeated ?? 0,
                    remarks: remarks(on: session, isSuspended: suspended.contains(session.peer)) + (page.map(Self.remarks) ?? [])))
        }
        guard all else { return reports }
        let connected = Set(sessions.map(\.peer))
        for (node, page) in pages.sorted(by: { $0.key < $1.key }) where !connected.contains(node) {
            reports.append(
                PeerReport(
                    node: node.hex, organisation: organisationName(of: node), address: "", direction: "", session: "closed", agent: "",
                    journalsBehind: 0, connectedSince: "", entriesReceived: page.entriesReceived, entriesRepeated: page.entriesRepeated,
                    remarks: (suspended.contains(node) ? [Self.suspension] : []) + Self.remarks(page)))
        }
        return reports
    }

    private func organisationName(of node: NodeID) -> String {
        let snapshot = registry.snapshot
        return snapshot.node(node).flatMap { snapshot.organisation($0.organisation)?.name } ?? "(not in the registry)"
    }

    /// What holds of the connection now.
    private func remarks(on session: SessionSummary, isSuspended: Bool) -> [PeerRemark] {
        let now = WallClock.instant
        var remarks = isSuspended ? [Self.suspension] : []
        if session.isDoubted {
            remarks.append(
                PeerRemark(
                    code: "claim-doubted", sentence: "Said to hold more of the registry and did not give it; what it says counts no more."))
        }
        if let until = session.restingUntil, until > now {
            remarks.append(
                PeerRemark(
                    code: "asked-last", sentence: "Is asked last for journals that it did not send when it was asked.",
                    until: time(at: until)))
        }
        if let until = session.bodyPauseUntil, until > now {
            remarks.append(
                PeerRemark(
                    code: "bodies-withheld", sentence: "Is not asked for large bodies, as it did not send one in time.",
                    until: time(at: until)))
        }
        if session.journalsSetAside > 0 {
            remarks.append(
                PeerRemark(
                    code: "journals-set-aside",
                    sentence: "Sent of these journals what does not verify; they are taken from others until the registry changes.",
                    count: session.journalsSetAside))
        }
        return remarks
    }

    private static let suspension = PeerRemark(
        code: "suspended",
        sentence: "Forked journals repeatedly: nothing of its own is taken until it has a new key or is pardoned (`causeway forks`).")

    private static func remarks(_ page: PeerBook.Page) -> [PeerRemark] {
        page.newestFirst.map { event, mark in
            PeerRemark(code: event.code, sentence: event.sentence, count: mark.count, last: WallClock.iso8601(mark.last))
        }
    }

    /// A moment of the clock that never goes back, by the machine's clock.
    private func time(at instant: Instant) -> String {
        let (now, seconds) = (WallClock.instant, clock.seconds)
        guard instant < now else { return WallClock.iso8601(seconds + (instant.milliseconds - now.milliseconds + 999) / 1_000) }
        return WallClock.iso8601(seconds - min(seconds, (now.milliseconds - instant.milliseconds) / 1_000))
    }

    // MARK: - Forks

    func forks() async throws(OperationError) -> [ForkReport] {
        let suspended = Set(await conductor.forkedNodes.filter(\.isSuspended).map(\.node))
        do throws(StorageError) {
            return try await conductor.storedForks().map { fork in
                let evidence = fork.evidence
                return ForkReport(
                    organisation: organisationName(of: evidence.node), node: evidence.node.hex,
                    journal: evidence.name.id(in: registry.snapshot.network).hex, firstSize: evidence.first.size,
                    secondSize: evidence.other?.second.size ?? 0, isPardoned: fork.isPardoned,
                    isSuspended: suspended.contains(evidence.node))
            }
        } catch {
            throw OperationError(error)
        }
    }

    func pardon(_ organisation: String) async throws(OperationError) -> [ForkReport] {
        let found = try registeredOrganisation(organisation)
        let nodes = Set(registry.snapshot.nodes(of: found.id).map(\.id))
        let count: Int
        do throws(StorageError) {
            count = try await conductor.pardon(nodes)
        } catch {
            throw OperationError(error)
        }
        guard count > 0 else {
            throw OperationError(
                code: "no-forks", reason: "No fork of a journal of \(found.name) is known here.", remedy: "See `causeway forks`.",
                status: 404)
        }
        logger.notice("forks were pardoned", metadata: ["organisation": "\(found.id)"])
        return try await forks()
    }
}
