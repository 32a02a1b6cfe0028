public import Exchange

/// What an organisation's analysts write before it is shared: theirs together, and of this node alone.
///
/// Law: whoever saves says which version they had before them. Where another is there by now, nothing is written and both are kept apart.
public protocol DraftDesk: Sendable {
    /// Those that are there, the last to be changed first.
    func drafts() async throws(OperationError) -> [DraftSummary]
    /// Throws `unknown-draft`.
    func draft(_ id: String) async throws(OperationError) -> PortalDraft
    /// Keeps a new draft; throws `too-many-drafts`.
    func addDraft(_ text: DraftText, by author: String) async throws(OperationError) -> PortalDraft
    /// Throws `unknown-draft`, or `draft-changed` where somebody saved since that version.
    func saveDraft(_ id: String, version: Int, _ text: DraftText, by author: String) async throws(OperationError) -> PortalDraft
    func removeDraft(_ id: String) async throws(OperationError)
}

/// What is written, and how it is to be shared.
public struct DraftText: Equatable, Sendable {
    public var title: String
    /// Markdown.
    public var body: String
    /// A STIX bundle that was pasted or uploaded; empty where the body is what is shared.
    public var bundle: [UInt8]
    public var request: ShareRequest

    public init(title: String, body: String, bundle: [UInt8], request: ShareRequest) {
        self.title = title
        self.body = body
        self.bundle = bundle
        self.request = request
    }
}

public struct PortalDraft: Equatable, Sendable {
    /// 32 hexadecimal digits.
    public var id: String
    /// 1 when it is new, and one more with each saving.
    public var version: Int
    public var text: DraftText
    /// Who saved it last.
    public var author: String
    /// Unix seconds.
    public var saved: UInt64

    public init(id: String, version: Int, text: DraftText, author: String, saved: UInt64) {
        self.id = id
        self.version = version
        self.text = text
        self.author = author
        self.saved = saved
    }
}

public struct DraftSummary: Equatable, Sendable {
    public var id: String
    public var title: String
    public var author: String
    /// Unix seconds.
    public var saved: UInt64

    public init(id: String, title: String, author: String, saved: UInt64) {
        self.id = id
        self.title = title
        self.author = author
        self.saved = saved
    }
}
