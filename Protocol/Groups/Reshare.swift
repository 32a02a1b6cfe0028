public import Ledger
public import Policy
public import Wire

/// Somebody else's item, shared again with its author's proof: who wrote it and what it says, proven and allowed (specification §9.6).
///
/// Exists only whole: what the proof does not show, or the author does not allow, is refused.
public struct Reshare: Equatable, Sendable {
    /// The original as its author sealed or published it.
    public let original: ItemContent
    /// What the proof proves: the original's author, its place and its claimed time.
    public let findings: ProofFindings

    /// The original's identifier.
    public var item: Hash { findings.item }
    /// The organisation that wrote the original.
    public var author: OrganisationID { findings.organisation.id }
    /// The original as a version of its own line: to be folded with what is known of it, so that its author's corrections and
    /// withdrawals reach the re-share.
    public var originalVersion: ItemVersion { ItemVersion(id: item, organisation: author, content: original) }

    /// Opens a re-share that came into a group of this kind; also for whoever is about to share it.
    ///
    /// `content` is of the kind `.reshare`, else it is `notShareable`. The registry says who held which key; a re-share that fails with
    /// `authorUnknown` may be looked at again when the registry has grown.
    public init(opening content: ItemContent, audience: AudienceKind, registry: Registry) throws(ReshareError) {
        guard content.kind == .reshare else { throw .notShareable }
        let findings: ProofFindings
        do throws(ProofError) {
            findings = try ProofFile(content.data).verify(expecting: registry.network)
        } catch {
            throw .proof(error)
        }
        try Self.checkAuthor(findings, registry)
        let original = try Self.original(findings)
        try self.init(original, findings, sharedAs: content, audience)
    }

    /// Compares a proven original with the content that shares it again.
    private init(
        _ original: ItemContent, _ findings: ProofFindings, sharedAs content: ItemContent, _ audience: AudienceKind
    ) throws(ReshareError) {
        let refusal = ReshareRule.refusal(
            tlp: original.tlp, resharing: original.terms.resharing, attribution: original.terms.attribution, audience: audience)
        switch refusal {
        case nil: break
        case .attributionForbidden: throw .attributionForbidden
        case .reshareForbidden: throw .reshareForbidden
        }
        guard content.tlp >= original.tlp, (content.pap?.rawValue ?? 0) >= (original.pap?.rawValue ?? 0) else {
            throw .weakerThanOriginal
        }
        guard content.title.utf8.elementsEqual(original.title.utf8) else { throw .anotherTitle }
        let (end, endOfOriginal) = (content.terms.expires, original.terms.expires)
        guard endOfOriginal == 0 || (end != 0 && end <= endOfOriginal) else { throw .laterExpiry }
        self.original = original
        self.findings = findings
    }

    private static func original(_ findings: ProofFindings) throws(ReshareError) -> ItemContent {
        let octets: [UInt8]
        switch findings.content {
        case .absent, .sealed: throw .originalNotShown
        case .plain(let body): octets = body
        case .opened(let content): octets = content
        }
        guard findings.header.kind == .item else { throw .notShareable }
        let content: ItemContent
        do throws(ItemContentError) {
            content = try ItemContent(decoding: octets[...])
        } catch {
            throw .content(error)
        }
        guard content.kind == .bundle else { throw .notShareable }
        let (tag, network, isSealed) = (findings.journal.group, findings.network, findings.header.epoch != nil)
        do throws(PlacementError) {
            try Placement.check(.item, isSealed: isSealed, in: tag, network: network)
            try Placement.check(content, in: tag, network: network)
        } catch {
            throw .placement(error)
        }
        return content
    }

    /// The file's records may be a part of the registry; what is known here counts.
    private static func checkAuthor(_ findings: ProofFindings, _ registry: Registry) throws(ReshareError) {
        let node = findings.journal.node
        guard let known = registry.node(node), known.organisation == findings.organisation.id,
            let key = known.keys.first(where: { $0.key == findings.signer.key })
        else { throw .authorUnknown }
        guard !key.isRevoked else { throw .authorKeyRevoked }
    }
}

extension ItemContent {
    /// Somebody else's item as an item of one's own: the proof as data, and the original's title.
    ///
    /// Without a mark or an end of its own it has the original's. `replaces` is the re-sharer's earlier re-share, of the version that this
    /// one corrects. Throws `unexpectedRecipients`, `invalidRecipients` or `invalidExpiry`. Whether it may go anywhere, and
    /// whether the proof holds, is for `Reshare` to say.
    public init(
        resharing original: ItemContent, proof: ProofFile, tlp: TLP? = nil, pap: PAP? = nil, expires: UInt64? = nil, replaces: Hash? = nil,
        recipients: [Recipient] = [], created: UInt64
    ) throws(ItemContentError) {
        try self.init(
            kind: .reshare, tlp: tlp ?? original.tlp, pap: pap ?? original.pap, title: original.title, mediaType: "", created: created,
            data: proof.encoded(), recipients: recipients,
            terms: ItemTerms(expires: expires ?? original.terms.expires, replaces: replaces))
    }
}
