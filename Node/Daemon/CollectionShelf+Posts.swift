import Exchange
import Groups
import Logging
import Policy
import STIX
import Sodium
import Storage
import Wire

/// What machines give: shared as anything else is, by the same rules, waiting times and approvals.
extension CollectionShelf {
    func post(
        _ envelope: [UInt8], to collection: TAXIICollection, by caller: APICaller
    ) async throws(OperationError) -> TAXIIStatus {
        guard let token = core.tokenBook.token(caller.id), let tag = GroupTag(hex: collection.key),
            let circle = await core.groups.circle(tag)
        else { throw .collectionGone }
        let content = try TAXIIEnvelope.bundle(envelope)
        let bundle = try NodeCore.bundle(content)
        guard bundle.objects.count <= ExchangeLimits.envelopeObjectsMax else {
            throw OperationError(
                code: "too-many-objects",
                reason: "The envelope holds \(bundle.objects.count) objects, and \(ExchangeLimits.envelopeObjectsMax) are taken at a time.",
                remedy: "Send it in parts.", status: 413)
        }
        let fallback = core.settings.defaultTLP ?? Self.defaultMark(circle.kind)
        if let mark = bundle.tlp ?? fallback, mark.rawValue > token.tlp {
            throw OperationError(
                code: "above-token",
                reason:
                    "The objects are \(mark.displayName), and this token handles no stricter mark than \(TLP(rawValue: token.tlp)?.displayName ?? "").",
                remedy: "Make a token with a higher --tlp-max.", status: 403)
        }
        let request = ShareRequest(to: circle.destination, tlp: bundle.tlp == nil ? fallback?.displayName : nil)
        let requested = core.clock.moment.milliseconds * 1_000
        let report = try await shared(content, request, by: caller.actor)
        guard let subject = Hash(hex: report.id) else { throw .collectionGone }
        let post = StoredPost(
            id: Array(SecureRandom.octets16().array), requested: requested, objects: bundle.objects.count, waits: report.state == "waiting",
            subject: subject)
        do throws(OperationError) {
            try await core.writing { (store) throws(StorageError) in try store.addPost(post, token: token.id) }
        } catch {
            // It was shared, which is what was asked for; that its status cannot be asked for later is a line in the log.
            core.logger.error("what became of a machine's objects could not be kept", metadata: ["code": "\(error.code)"])
        }
        return try await status(of: post)
    }

    private func shared(
        _ content: [UInt8], _ request: ShareRequest, by actor: LocalActor
    ) async throws(OperationError) -> ShareReport {
        do {
            return try await LocalActor.$current.withValue(actor) { try await core.share(content, request) }
        } catch let error as OperationError {
            throw error
        } catch {
            throw OperationError(code: "internal-error", reason: "The node failed to share.", remedy: "Its log says why.", status: 500)
        }
    }

    func status(_ id: String, for caller: APICaller) async throws(OperationError) -> TAXIIStatus? {
        guard let octets = CollectionName.octets(id) else { return nil }
        let post = try await core.reading { (store) throws(StorageError) in try store.post(octets, token: caller.id) }
        return if let post { try await status(of: post) } else { nil }
    }

    /// What became of a post, by what became of what was asked for.
    private func status(of post: StoredPost) async throws(OperationError) -> TAXIIStatus {
        var status = TAXIIStatus(
            id: CollectionName.uuid(post.id), requested: post.requested, count: post.objects, state: .success, objects: [])
        let isListed = post.objects <= ExchangeLimits.statusObjectsMax
        var item: Hash? = post.subject
        if post.waits {
            item = nil
            let share = try await core.reading { (store) throws(StorageError) in try store.outgoing(idPrefix: post.subject.hex) }
            switch share?.state {
            case .released: item = share?.item
            case .waiting:
                status.state = .pending(
                    "It waits in the outbox: `causeway outgoing`, which shows its time and who has to approve it.")
                if isListed { status.objects = try await waitingObjects(post.subject, post) }
            case .cancelled: status.state = .failure("It was cancelled before it left.")
            case .rejected, .refused: status.state = .failure(share?.reason ?? "")
            case nil: status.state = .failure("Nothing is known of it any more.")
            }
        }
        if let item, isListed {
            let objects = try await core.reading { (store) throws(StorageError) in try store.objects(item) }
            status.objects = objects.map { .init(id: $0.id, version: $0.modified ?? STIXTime.text(post.requested)) }
        }
        return status
    }

    private func waitingObjects(_ share: Hash, _ post: StoredPost) async throws(OperationError) -> [TAXIIStatus.Entry] {
        let content = try await core.reading { (store) throws(StorageError) in try store.outgoingContent(share) }
        guard let content, let bundle = try? STIXBundle(parsing: content) else { return [] }
        return bundle.objects.map { .init(id: $0.id, version: $0.modified ?? STIXTime.text(post.requested)) }
    }
}

/// An envelope (TAXII 2.1 section 3.7) as the bundle that is shared: the objects octet for octet, and nothing else of it.
enum TAXIIEnvelope {
    /// Throws `invalid-stix` with its place for anything that is neither an envelope nor a bundle.
    static func bundle(_ envelope: [UInt8]) throws(OperationError) -> [UInt8] {
        guard let brace = envelope.firstIndex(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }), envelope[brace] == UInt8(ascii: "{")
        else {
            throw OperationError(
                code: "invalid-envelope", reason: "The body is no JSON object.", remedy: "Send {\"objects\": [...]} with STIX 2.1 objects.")
        }
        let id = CollectionName.uuid(version4())
        let head = Array("{\"type\":\"bundle\",\"id\":\"bundle--\(id)\",".utf8)
        let checked: STIXBundle
        do throws(STIXError) {
            checked = try STIXBundle(parsing: head + envelope[(brace + 1)...])
        } catch {
            // Some clients send a bundle, which names its type itself.
            if (try? STIXBundle(parsing: envelope)) != nil { return envelope }
            throw OperationError(code: "invalid-stix", reason: "\(error.place): \(error.reason)", remedy: error.remedy)
        }
        guard let first = checked.objects.first, let last = checked.objects.last else { throw .collectionGone }
        return head + Array("\"objects\":[".utf8) + checked.bytes[first.range.lowerBound..<last.range.upperBound] + Array("]}".utf8)
    }

    private static func version4() -> [UInt8] {
        var octets = SecureRandom.octets(16)
        octets[6] = octets[6] & 0x0F | 0x40
        octets[8] = octets[8] & 0x3F | 0x80
        return octets
    }
}

extension TAXIIObject {
    init(_ object: CollectionObject) {
        self.init(
            added: object.added, id: object.id,
            version: object.modified ?? STIXTime.text(object.version ?? object.added), octets: object.octets)
    }
}

extension Circle {
    /// How a request to share names this audience.
    fileprivate var destination: Destination {
        switch self {
        case .everyone: .everyone
        case .community: .members
        case .sector: .sector
        case .roster(let roster): .group(roster.charter.statement.tag.hex)
        }
    }
}

extension OperationError {
    fileprivate static let collectionGone = OperationError(
        code: "not-found", reason: "The collection is not there any more.", remedy: "List the collections again.", status: 404)
}
