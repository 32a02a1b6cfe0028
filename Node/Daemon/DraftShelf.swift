import Exchange
import Foundation
import Groups
import Portal
import Sodium
import Storage
import Wire

/// Drafts in the node's database, each as JSON with the bundle that it may hold.
///
/// They are in clear there, as is everything that this node can read.
struct DraftShelf: DraftDesk {
    let core: NodeCore

    func drafts() async throws(OperationError) -> [DraftSummary] {
        try await core.reading { (store) throws(StorageError) in try store.drafts() }.map {
            DraftSummary(id: $0.id.hex, title: $0.title, author: $0.author, saved: $0.saved)
        }
    }

    func draft(_ id: String) async throws(OperationError) -> PortalDraft {
        let octets = try Self.octets(id)
        guard let stored = try await core.reading({ (store) throws(StorageError) in try store.draft(octets) }) else { throw .unknownDraft }
        guard let kept = JSONDocument.decode(KeptDraft.self, from: stored.text) else {
            throw OperationError(
                code: "unreadable-draft", reason: "The draft was written by another release and cannot be read.", remedy: "Write it again.",
                status: 500)
        }
        return PortalDraft(id: id, version: stored.version, text: kept.text, author: stored.author, saved: stored.saved)
    }

    func addDraft(_ text: DraftText, by author: String) async throws(OperationError) -> PortalDraft {
        let stored = stored(SecureRandom.octets(16), version: 1, text, author)
        try await keep { (store) throws(StorageError) in try store.addDraft(stored, draftsMax: PortalLimits.draftsMax) }
        return PortalDraft(id: stored.id.hex, version: 1, text: text, author: author, saved: stored.saved)
    }

    func saveDraft(_ id: String, version: Int, _ text: DraftText, by author: String) async throws(OperationError) -> PortalDraft {
        guard (1..<Int(Int32.max)).contains(version) else { throw .draftChanged }
        let stored = stored(try Self.octets(id), version: version + 1, text, author)
        try await keep { (store) throws(StorageError) in try store.saveDraft(stored) }
        return PortalDraft(id: id, version: stored.version, text: text, author: author, saved: stored.saved)
    }

    func removeDraft(_ id: String) async throws(OperationError) {
        let octets = try Self.octets(id)
        guard try await core.writing({ (store) throws(StorageError) in try store.removeDraft(octets) }) else { throw .unknownDraft }
    }

    private func stored(_ id: [UInt8], version: Int, _ text: DraftText, _ author: String) -> StoredDraft {
        StoredDraft(
            id: id, version: version, title: PlainText.title(cleaning: text.title), author: author, saved: core.clock.seconds,
            text: JSONDocument.encode(KeptDraft(text)))
    }

    private func keep(
        _ body: @escaping @Sendable (Store) throws(StorageError) -> Result<Void, DraftRefusal>
    ) async throws(OperationError) {
        switch try await core.writing(body) {
        case .success: return
        case .failure(.changed): throw .draftChanged
        case .failure(.unknown): throw .unknownDraft
        case .failure(.full):
            throw OperationError(
                code: "too-many-drafts", reason: "There are \(PortalLimits.draftsMax) drafts already.",
                remedy: "Share or remove some of them.",
                status: 409)
        }
    }

    private static func octets(_ id: String) throws(OperationError) -> [UInt8] {
        guard let octets = [UInt8](hex: id), octets.count == 16, octets.hex == id else { throw .unknownDraft }
        return octets
    }
}

/// What is written, as it stands in the database.
private struct KeptDraft: Codable {
    private let title: String
    private let body: String
    private let bundle: Data
    private let request: ShareRequest

    init(_ text: DraftText) {
        title = text.title
        body = text.body
        bundle = Data(text.bundle)
        request = text.request
    }

    var text: DraftText { DraftText(title: title, body: body, bundle: [UInt8](bundle), request: request) }
}

extension OperationError {
    fileprivate static let unknownDraft = OperationError(
        code: "unknown-draft", reason: "There is no such draft: it was shared or removed.", remedy: "Look at the list of drafts.",
        status: 404)
    fileprivate static let draftChanged = OperationError(
        code: "draft-changed", reason: "Somebody else saved this draft meanwhile.", remedy: "Join both texts and save again.", status: 409)
}
