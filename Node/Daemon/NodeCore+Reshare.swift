import Exchange
import Groups
import Ledger
import Policy
import STIX
import Sodium
import Storage
import Wire

/// Items of others passed on with their authors' proofs, and items issued for those who must not be seen (specification 9.6, 9.8).
extension NodeCore {
    /// Shares somebody else's item again.
    func reshare(_ id: String, _ request: ShareRequest, as reader: Reader) async throws(OperationError) -> ShareReport {
        let item = try await readableItem(id, as: reader)
        guard item.organisation != organisation || item.kind == ItemKind.reshare.rawValue else {
            throw OperationError(
                code: "own-item", reason: "This organisation wrote the item.",
                remedy: "Use `causeway declassify` to let it live on in a wider audience, or share it once more.")
        }
        guard request.title == nil, request.resharing == nil, request.unattributed == nil else {
            throw OperationError(
                code: "not-for-reshares", reason: "Title, resharing and naming are its author's word, and a re-share keeps them.",
                remedy: "Leave them out; a mark, a PAP and an end may be stricter than the author's.")
        }
        var order = ReleaseOrder(request)
        order.form = .reshare
        order.original = item.id.hex
        return try await ask(for: order, [])
    }

    /// Makes the re-share and judges it by the rule by which every receiver will.
    func prepareReshare(_ order: ReleaseOrder, _ second: UInt64) async throws(OperationError) -> PreparedRelease {
        guard let named = order.original.flatMap({ Hash(hex: $0) }),
            let item = try await reading({ (store) throws(StorageError) in try store.item(named) })
        else { throw .unknownItem(order.original ?? "") }
        if let end = item.end { throw .ended(item, end) }
        guard item.isAccepted, item.held?.scope != .quarantine, item.held?.scope != .denied, !item.terms.isExpired(at: second) else {
            throw OperationError(
                code: "quarantined", reason: "The item is kept aside here, or its time is over.",
                remedy: "Look at it first: `causeway show \(item.id.hex.prefix(12))`.", status: 403)
        }
        let proof = try await proofForReshare(item)
        let request = order.request
        let target = try await target(of: order)
        guard let original = try? Self.content(of: proof) else { throw .proofUnusable }
        if let refusal = ReshareRule.refusal(
            tlp: original.tlp, resharing: original.terms.resharing, attribution: original.terms.attribution, audience: target.circle.kind)
        {
            throw OperationError(code: refusal.code.hyphenated, reason: refusal.reason, remedy: refusal.remedy, status: 403)
        }
        let tlp = try Self.tlp(request.tlp) ?? original.tlp
        try await judgeFreshness(tlp, despite: request.despiteStaleRegistry == true)
        if target.circle.kind != .everyone { _ = try await sealingMembers(of: target.circle) }
        try judge(tlp, target)
        var made = try makeReshare(of: original, proof, order, tlp, target, second)
        let book = try rules.rulebook()
        let facts = facts(
            of: try Self.bundle(original.data), tlp: tlp, pap: made.item.pap, author: made.author, created: original.created,
            isOwnDraft: false, book)
        var prepared = PreparedRelease(item: made.item, target: target, source: request.tlp == nil ? "content" : "request")
        prepared = try await applyRules(to: facts, prepared, by: book).release
        // Where rules send it elsewhere, it names the people there and is judged for that place.
        made = try makeReshare(of: original, proof, order, tlp, prepared.target, second)
        prepared.item = made.item
        return prepared
    }

    private func makeReshare(
        of original: ItemContent, _ proof: ProofFile, _ order: ReleaseOrder, _ tlp: TLP, _ target: Target, _ second: UInt64
    ) throws(OperationError) -> (item: ItemContent, author: OrganisationID) {
        let request = order.request
        let expires = try Self.expiry(request.expires, from: second)
        let content: ItemContent
        do throws(ItemContentError) {
            content = try ItemContent(
                resharing: original, proof: proof, tlp: tlp, pap: try? Self.pap(request.pap),
                expires: request.expires == nil ? nil : expires,
                replaces: order.replaces.flatMap { Hash(hex: $0) }, recipients: target.recipients, created: second)
        } catch {
            throw OperationError(error)
        }
        do throws(ReshareError) {
            return (content, try Reshare(opening: content, audience: target.circle.kind, registry: registry.snapshot).author)
        } catch {
            throw OperationError(
                code: error.name.hyphenated, reason: "The re-share would be refused by its receivers (\(error.name)).",
                remedy: "Give a mark and an expiry no weaker and no later than the original's.", status: 403)
        }
    }

    /// The author's proof: of a re-share the one that it carries, of an item one that is made here, with the item's own key.
    private func proofForReshare(_ item: StoredItem) async throws(OperationError) -> ProofFile {
        let octets: [UInt8]
        if item.kind == ItemKind.reshare.rawValue {
            guard let carried = try await sealedContent(of: item) else { throw .proofUnusable }
            octets = carried.data
        } else {
            octets = try await makeProof(of: item, withKey: true)
        }
        do throws(ProofError) {
            return try ProofFile(octets)
        } catch {
            throw .proofUnusable
        }
    }

    private static func content(of proof: ProofFile) throws -> ItemContent? {
        switch try proof.verify(expecting: nil).content {
        case .opened(let octets), .plain(let octets): try ItemContent(decoding: octets[...])
        case .absent, .sealed: nil
        }
    }

    /// An item's content as its author sealed it, opened again from its entry.
    private func sealedContent(of item: StoredItem) async throws(OperationError) -> ItemContent? {
        let file = try await makeProof(of: item, withKey: true)
        return (try? ProofFile(file)).flatMap { try? Self.content(of: $0) }
    }

    // MARK: - Contributions

    /// Gives content to an organisation that may issue it under its own name.
    func contribute(
        _ content: [UInt8], _ request: ShareRequest, to proxy: String
    ) async throws(OperationError) -> ShareReport {
        var order = ReleaseOrder(request)
        order.form = .contribution
        order.proxy = proxy
        return try await ask(for: order, content)
    }

    /// Wraps the item for its proxy. The wish of where it should go travels as a group tag.
    func contribution(of inner: ItemContent, _ order: ReleaseOrder, _ second: UInt64) async throws(OperationError) -> ItemContent {
        let wanted = try await target(of: order.request.to, making: false).circle.tag
        do throws(ItemContentError) {
            return ItemContent(contribution: try Contribution(wanted: wanted, content: inner), created: second)
        } catch {
            throw OperationError(error)
        }
    }

    /// Contributions that came in, the newest first.
    func contributions() async throws(OperationError) -> [ContributionReport] {
        let items = try await reading { (store) throws(StorageError) in
            try store.items(ofKind: ItemKind.contribution.rawValue, limit: DaemonLimits.itemsListedMax)
        }
        var reports: [ContributionReport] = []
        for item in items where item.organisation != organisation {
            guard let wish = try await contribution(in: item) else { continue }
            let circle = await groups.circle(wish.wanted)
            reports.append(
                ContributionReport(
                    id: item.id.hex, from: names(of: [item.organisation])[0], wanted: circle.map { displayName(of: $0) } ?? wish.wanted.hex,
                    title: wish.content.title, tlp: wish.content.tlp.displayName,
                    received: WallClock.iso8601(UInt64(clamping: item.received)), octets: wish.content.data.count,
                    issued: try await issued(item.id)?.hex ?? ""))
        }
        return reports
    }

    /// The content of a contribution, for whoever looks at it before it is issued.
    func contribution(_ id: String) async throws(OperationError) -> [UInt8] {
        let item = try await storedItem(id)
        guard let wish = try await contribution(in: item) else { throw .unknownItem(id) }
        return wish.content.data
    }

    /// Issues a contribution under this organisation's name.
    func issue(_ id: String, _ request: ShareRequest) async throws(OperationError) -> ShareReport {
        let item = try await storedItem(id)
        guard item.organisation != organisation, let wish = try await contribution(in: item) else { throw .unknownItem(id) }
        if let earlier = try await issued(item.id) {
            throw .issuedAlready(earlier)
        }
        var order = ReleaseOrder(request)
        order.contribution = item.id.hex
        let (inner, tlp) = (wish.content, try Self.tlp(request.tlp) ?? wish.content.tlp)
        guard tlp >= inner.tlp else {
            throw OperationError(SharingRefusal.weakerThanFile(fileMark: inner.tlp, requested: tlp))
        }
        order.request.tlp = tlp.displayName
        let pap = try Self.pap(request.pap)
        if let least = inner.pap { order.request.pap = max(least, pap ?? least).displayName }
        if order.request.title == nil { order.request.title = inner.title }
        if inner.terms.expires > 0 {
            let asked = try Self.expiry(request.expires, from: clock.seconds)
            let end = asked == 0 ? inner.terms.expires : min(asked, inner.terms.expires)
            order.request.expires = WallClock.iso8601(end)
        }
        return try await ask(for: order, inner.data)
    }

    private func contribution(in item: StoredItem) async throws(OperationError) -> Contribution? {
        guard item.kind == ItemKind.contribution.rawValue,
            let octets = try await reading({ (store) throws(StorageError) in try store.content(item.id) })
        else { return nil }
        return try? Contribution(decoding: octets[...])
    }

    private static func issueKey(_ contribution: Hash) -> String { "issued/\(contribution.hex)" }

    func issued(_ contribution: Hash) async throws(OperationError) -> Hash? {
        let key = Self.issueKey(contribution)
        let stored = try await reading { (store) throws(StorageError) in try store.setting(key) }
        return stored.flatMap { Octets32($0) }.map { Hash($0) }
    }

    /// Notes as which item a contribution was issued.
    func noteIssued(_ contribution: Hash, as item: Hash) async throws(OperationError) {
        let key = Self.issueKey(contribution)
        try await writing { (store) throws(StorageError) in try store.set(key, to: item.octets.array) }
    }
}

extension OperationError {
    static func issuedAlready(_ item: Hash) -> Self {
        OperationError(
            code: "issued-already", reason: "It was issued as \(item.hex).", remedy: "Correct or retract that item.", status: 409)
    }

    fileprivate static let proofUnusable = OperationError(
        code: "no-proof", reason: "The author's proof of this item cannot be made from what is here.",
        remedy: "Try again when `causeway status` shows no journal behind.")
}
