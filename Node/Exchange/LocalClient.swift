import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// How far the transfer of one item's octets is.
public struct TransferProgress: Equatable, Sendable {
    /// Octets moved so far.
    public let done: Int
    /// Octets in all; `nil` while unknown.
    public let total: Int?

    public init(done: Int, total: Int?) {
        self.done = done
        self.total = total
    }
}

/// A running node's operations, asked for over its local socket.
///
/// Every call is a connection of its own, so there is nothing to open or close. Errors of the node arrive as it threw
/// them; when nobody answers on the socket, the code is `not-running`.
public struct LocalClient: NodeOperations {
    private let socket: String
    private let progress: @Sendable (TransferProgress) -> Void

    /// `socket` is the path of the node's socket; `progress` is called while content goes up or down.
    public init(socket: String, progress: @escaping @Sendable (TransferProgress) -> Void = { _ in }) {
        self.socket = socket
        self.progress = progress
    }

    public func status() async throws(OperationError) -> StatusReport { try await report(of: .init("status")) }

    /// The node's health; a node that does not answer counts as stopping.
    public func health() async -> HealthReport {
        do {
            return try await report(of: .init("health"))
        } catch {
            return HealthReport(healthy: false, state: "stopping")
        }
    }

    public func members() async throws(OperationError) -> [MemberReport] { try await report(of: .init("members")) }

    public func peers(all: Bool) async throws(OperationError) -> [PeerReport] {
        try await report(of: .init("peers", query: [("all", "\(all)")]))
    }

    public func forks() async throws(OperationError) -> [ForkReport] { try await report(of: .init("forks")) }

    public func pardon(_ organisation: String) async throws(OperationError) -> [ForkReport] {
        try await report(of: .init("members", organisation, "pardon", sending: []))
    }

    public func groups(as reader: Reader) async throws(OperationError) -> [GroupReport] {
        _ = try Self.name(reader)
        return try await report(of: .init("groups"))
    }

    public func createGroup(_ request: GroupCreation) async throws(OperationError) -> GroupReport {
        try await report(of: .init("groups", sending: JSONDocument.encode(request)))
    }

    public func changeGroup(_ group: String, _ change: GroupChange) async throws(OperationError) -> GroupReport {
        try await report(of: .init("groups", group, "roster", sending: JSONDocument.encode(change)))
    }

    public func share(_ content: [UInt8], _ request: ShareRequest) async throws(OperationError) -> ShareReport {
        try await upload(.init("items", query: Self.query(request), sending: content))
    }

    public func audience(ofDraft draft: AudienceRequest, content: [UInt8]?) async throws(OperationError) -> AudienceReport {
        let content = content ?? []
        guard content.count <= ExchangeLimits.contentOctetsMax else { throw .contentTooLong(limit: ExchangeLimits.contentOctetsMax) }
        let document = String(decoding: JSONDocument.encode(draft), as: UTF8.self)
        return try await report(of: .init("audience", query: [("request", document)], sending: content))
    }

    public func audience(of id: String, as reader: Reader) async throws(OperationError) -> AudienceReport {
        try await report(of: .init("items", id, "audience", query: [("as", try Self.name(reader))]))
    }

    public func items(_ request: ItemsRequest, as reader: Reader) async throws(OperationError) -> ItemPage {
        let query = [("group", request.group), ("limit", "\(request.limit)"), ("cursor", request.cursor), ("as", try Self.name(reader))]
        return try await report(of: .init("items", query: query))
    }

    public func inventory(before: Int64?, limit: Int, as reader: Reader) async throws(OperationError) -> InventoryPage {
        try await report(
            of: .init("inventory", query: [("before", before.map { "\($0)" }), ("limit", "\(limit)"), ("as", try Self.name(reader))]))
    }

    public func registryCopy() async throws(OperationError) -> RegistryCopy { try await report(of: .init("registry", "copy")) }

    public func item(_ id: String, as reader: Reader) async throws(OperationError) -> ItemDetail {
        try await report(of: .init("items", id, query: [("as", try Self.name(reader))]))
    }

    public func content(of id: String, as reader: Reader) async throws(OperationError) -> [UInt8] {
        try await answer(to: .init("items", id, "content", query: [("as", try Self.name(reader))]))
    }

    public func proof(of id: String, withKey: Bool, as reader: Reader) async throws(OperationError) -> [UInt8] {
        try await answer(to: .init("items", id, "proof", query: [("key", "\(withKey)"), ("as", try Self.name(reader))]))
    }

    public func keys() async throws(OperationError) -> KeysReport { try await report(of: .init("keys")) }

    public func startBackup(_ request: BackupRequest) async throws(OperationError) -> BackupProgress {
        try await report(of: .init("backup", sending: JSONDocument.encode(request)))
    }

    public func startZonePublication(_ request: ZonePublicationRequest) async throws(OperationError) -> ZonePublicationProgress {
        try await report(of: .init("zone", "publication", sending: JSONDocument.encode(request)))
    }

    public func zonePublication() async throws(OperationError) -> ZonePublicationProgress {
        try await report(of: .init("zone", "publication"))
    }

    public func backup() async throws(OperationError) -> BackupProgress { try await report(of: .init("backup")) }

    public func submit(_ records: [[UInt8]]) async throws(OperationError) -> SubmissionReport {
        let submission = RecordSubmission(records)
        _ = try submission.checked()
        return try await report(of: .init("registry", "records", sending: JSONDocument.encode(submission)))
    }

    public func registryFile(_ path: String) async throws(OperationError) -> [UInt8] {
        try await answer(to: .init("registry", "file", query: [("path", path)]))
    }

    public func confirmRegistry() async throws(OperationError) -> StatusReport {
        try await report(of: .init("registry", "confirm", sending: []))
    }

    public func applications() async throws(OperationError) -> [ApplicationReport] {
        try await report(of: .init("registry", "applications"))
    }

    public func admit(_ application: String, despiteLikeness: Bool) async throws(OperationError) -> AdmissionReport {
        let query = [("despite-likeness", "\(despiteLikeness)")]
        return try await report(of: .init("registry", "applications", application, "admit", query: query, sending: []))
    }

    public func setStanding(_ organisation: String, to standing: String) async throws(OperationError) -> MemberReport {
        let change = StandingChange(standing: standing)
        return try await report(of: .init("members", organisation, "standing", sending: JSONDocument.encode(change)))
    }

    public func setSector(_ organisation: String, to sector: String) async throws(OperationError) -> MemberReport {
        let change = SectorChange(sector: sector)
        return try await report(of: .init("members", organisation, "sector", sending: JSONDocument.encode(change)))
    }

    public func audit(after number: UInt64, limit: Int) async throws(OperationError) -> AuditPage {
        try await report(of: .init("audit", query: [("after", "\(number)"), ("limit", "\(limit)")]))
    }

    public func exportAudit(_ request: AuditExportRequest) async throws(OperationError) -> AuditStateReport {
        try await report(of: .init("audit", "export", sending: JSONDocument.encode(request)))
    }

    public func people() async throws(OperationError) -> [PersonReport] { try await report(of: .init("people")) }

    public func addPerson(_ person: PersonAddition) async throws(OperationError) -> [PersonReport] {
        try await report(of: .init("people", sending: JSONDocument.encode(person)))
    }

    public func removePerson(_ name: String) async throws(OperationError) -> [PersonReport] {
        try await report(of: .init("people", name, "remove", sending: []))
    }

    // MARK: -

    /// Sends content with what is asked for, after a look at its length.
    func upload<Report: Decodable>(_ call: LocalCall) async throws(OperationError) -> Report {
        guard call.octets?.count ?? 0 <= ExchangeLimits.contentOctetsMax else {
            throw .contentTooLong(limit: ExchangeLimits.contentOctetsMax)
        }
        return try await report(of: call)
    }

    /// The name under which somebody reads. The socket is the owner's: no machine comes this way.
    static func name(_ reader: Reader) throws(OperationError) -> String? {
        guard case .person(let name) = reader else { throw .malformedRequest("a token's bounds do not travel over the socket") }
        return name
    }

    /// What is asked for, as it stands beside content.
    static func query(_ request: some Encodable) -> [(String, String?)] {
        [("request", String(decoding: JSONDocument.encode(request), as: UTF8.self))]
    }

    func report<Report: Decodable>(of call: LocalCall) async throws(OperationError) -> Report {
        let octets = try await answer(to: call)
        guard let report = JSONDocument.decode(Report.self, from: octets) else { throw .unexpectedAnswer("it is no \(Report.self)") }
        return report
    }

    /// The octets of a good answer; throws the node's error for any other.
    package func answer(to call: LocalCall) async throws(OperationError) -> [UInt8] {
        try UnixSocket.check(socket)
        guard call.target.utf8.count <= ExchangeLimits.targetOctetsMax else { throw .requestTooLong(limit: ExchangeLimits.targetOctetsMax) }
        let (status, octets) = try await exchange(call)
        guard status != 200 else { return octets }
        guard let error = JSONDocument.decode(OperationError.self, from: octets) else { throw .unexpectedAnswer("HTTP status \(status)") }
        throw error
    }

    private func exchange(_ call: LocalCall) async throws(OperationError) -> (status: UInt, octets: [UInt8]) {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout.connect = .seconds(ExchangeLimits.connectSeconds)
        do {
            return try await HTTPClient.withHTTPClient(configuration: configuration) { client in
                let response = try await client.execute(request(for: call), timeout: .seconds(ExchangeLimits.answerSeconds))
                let total = response.headers.first(name: "content-length").flatMap { Int($0) }
                var octets: [UInt8] = []
                octets.reserveCapacity(min(total ?? 0, ExchangeLimits.answerOctetsMax))
                for try await piece in response.body {
                    guard octets.count + piece.readableBytes <= ExchangeLimits.answerOctetsMax else {
                        throw OperationError.unexpectedAnswer("it is longer than \(ExchangeLimits.answerOctetsMax) octets")
                    }
                    octets.append(contentsOf: piece.readableBytesView)
                    if !call.isUpload { progress(TransferProgress(done: octets.count, total: total)) }
                }
                return (response.status.code, octets)
            }
        } catch let error as OperationError {
            throw error
        } catch let error as HTTPClientError where error == .deadlineExceeded {
            throw .timedOut
        } catch {
            switch UnixSocket.look(at: socket) {
            case .missing, .abandoned, .otherFile: throw .notRunning(socket)
            case .denied: throw .notPermitted(socket)
            case .answers: throw .connectionLost("\(error)")
            }
        }
    }

    private func request(for call: LocalCall) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: "http+unix://\(LocalCall.escaped(socket))\(call.target)")
        guard let octets = call.octets else { return request }
        request.method = .POST
        let upload = Upload(octets: octets, progress: call.isUpload ? progress : nil)
        request.body = HTTPClientRequest.Body.stream(upload, length: .known(Int64(octets.count)))
        return request
    }
}

/// One request to the local interface: where it goes and what it carries.
package struct LocalCall: Sendable {
    private let path: [String]
    /// Names and values, not yet escaped.
    private let query: [(name: String, value: String)]
    /// The body of a POST; `nil` for a GET.
    let octets: [UInt8]?

    /// Members of the query without a value are left out.
    package init(_ path: String..., query: [(String, String?)] = [], sending octets: [UInt8]? = nil) {
        self.path = path
        self.query = query.compactMap { name, value in value.map { (name, $0) } }
        self.octets = octets
    }

    /// Whether the body is content, whose way is worth reporting.
    var isUpload: Bool { octets != nil && query.contains { $0.name == "request" } }

    /// Path and query as they stand in the request line.
    var target: String {
        let path = "/v1/" + path.map(Self.escaped).joined(separator: "/")
        guard !query.isEmpty else { return path }
        return path + "?" + query.map { "\($0.name)=\(Self.escaped($0.value))" }.joined(separator: "&")
    }

    /// Percent-encodes everything but the unreserved characters (RFC 3986 §2.3).
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for octet in text.utf8 {
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                escaped.unicodeScalars.append(Unicode.Scalar(octet))
            default:
                let digits = String(octet, radix: 16, uppercase: true)
                escaped += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return escaped
    }
}

/// A body in pieces, each reported when it is taken.
private struct Upload: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    let octets: [UInt8]
    let progress: (@Sendable (TransferProgress) -> Void)?

    func makeAsyncIterator() -> Iterator { Iterator(upload: self) }

    struct Iterator: AsyncIteratorProtocol {
        let upload: Upload
        var offset = 0

        mutating func next() async -> ByteBuffer? {
            let count = upload.octets.count
            guard offset < count else { return nil }
            let end = Swift.min(offset + ExchangeLimits.pieceOctets, count)
            defer { offset = end }
            upload.progress?(TransferProgress(done: end, total: count))
            return ByteBuffer(bytes: upload.octets[offset..<end])
        }
    }
}
