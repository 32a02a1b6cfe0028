import Exchange
import Pages

/// The form in which something is written and its readers are chosen: read from what was sent, and shown again with it.
struct ShareForm: Sendable {
    /// Why what was sent is no draft.
    enum Fault: Error, Equatable {
        case nothingToShare
        case unknownFile(String)
        case notText
        case contentTooLong
        case noAudience

        var phrase: Phrase {
            switch self {
            case .nothingToShare: Phrase("Write something, or choose a file.", "請輸入內容或選擇檔案。", "请输入内容或选择文件。")
            case .unknownFile(let name):
                Phrase(
                    "The file \(name) is neither a STIX 2.1 bundle nor text. Archives are not unpacked here: give what is in them.",
                    "檔案 \(name) 既非 STIX 2.1 套件亦非文字。此處不會解壓縮檔案，請直接提供其內容。", "文件 \(name) 既非 STIX 2.1 包也非文本。此处不会解压文件，请直接提供其内容。")
            case .notText: Phrase("The file is not UTF-8 text.", "檔案並非 UTF-8 文字。", "文件不是 UTF-8 文本。")
            case .contentTooLong: PortalFault.tooLong.advice
            case .noAudience: Phrase("Choose who is to read it.", "請選擇讀者。", "请选择读者。")
            }
        }
    }

    var text: DraftText
    /// "members", "organisations" …: as the form names it.
    var to: String
    var group: String
    /// One organisation a line.
    var organisations: String
    /// "organisation: representative", one a line.
    var people: String

    /// An empty one.
    init() {
        text = DraftText(title: "", body: "", bundle: [], request: ShareRequest(to: .members))
        (to, group, organisations, people) = ("members", "", "", "")
    }

    /// What a draft says.
    init(_ draft: DraftText) {
        text = draft
        (to, group, organisations, people) = ("members", "", "", "")
        switch draft.request.to {
        case .everyone: to = "everyone"
        case .members: to = "members"
        case .sector: to = "sector"
        case .group(let name): (to, group) = ("group", name)
        case .organisations(let named):
            to = "organisations"
            organisations = named.map(\.organisation).joined(separator: "\n")
            people = named.flatMap { recipient in recipient.people.map { "\(recipient.organisation): \($0)" } }.joined(separator: "\n")
        }
    }

    /// What was sent.
    init(reading form: FormFields) throws(Fault) {
        self.init()
        to = form["to"]
        group = form["group"]
        let boxes = form.all("organisation")
        organisations = (boxes + Self.lines(form["organisations"])).joined(separator: "\n")
        people = form["people"]
        text.title = form["title"].trimmingSpaces
        text.body = form["body"].replacing("\r\n", with: "\n")
        text.request = ShareRequest(
            to: destination, tlp: form["tlp"].nilIfEmpty, pap: form["pap"].nilIfEmpty, title: text.title.nilIfEmpty,
            despiteStaleRegistry: form.has("despite-stale") ? true : nil, expires: form["expires"].nilIfEmpty,
            resharing: form["resharing"].nilIfEmpty, unattributed: form.has("unattributed") ? true : nil)
        if form.has("drop-bundle") { text.bundle = [] } else { text.bundle = Base64URL.octets(form["bundle"]) ?? [] }
        try take(form.files.first { !$0.octets.isEmpty })
        guard text.body.utf8.count + text.bundle.count <= PortalLimits.contentOctetsMax else { throw .contentTooLong }
    }

    /// Whether there is something that can be shared with somebody.
    func check() throws(Fault) {
        guard !text.bundle.isEmpty || !text.body.isEmpty && !text.title.isEmpty else { throw .nothingToShare }
        if case .organisations(let named) = text.request.to, named.isEmpty { throw .noAudience }
        if case .group(let name) = text.request.to, name.isEmpty { throw .noAudience }
    }

    /// A file, or a pasted text that is a bundle, takes the place of what is written.
    private mutating func take(_ file: UploadedFile?) throws(Fault) {
        if let file {
            if Self.isBundle(file.octets) {
                text.bundle = file.octets
            } else {
                guard ["md", "markdown", "txt"].contains(file.name.lowercased().split(separator: ".").last ?? "") else {
                    throw .unknownFile(String(file.name.prefix(100)))
                }
                guard let words = String(validating: file.octets, as: UTF8.self) else { throw .notText }
                text.body = words
            }
            if text.title.isEmpty { text.title = String(file.name.prefix { $0 != "." }.prefix(200)) }
        } else if Self.isBundle(Array(text.body.utf8)) {
            text.bundle = Array(text.body.utf8)
            text.body = ""
        }
    }

    /// By its first character: the node reads it strictly and says what is wrong with it.
    private static func isBundle(_ octets: [UInt8]) -> Bool {
        octets.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "{")
    }

    private var destination: Destination {
        switch to {
        case "everyone": return .everyone
        case "sector": return .sector
        case "group": return .group(group)
        case "organisations":
            var named: [NamedRecipient] = []
            for organisation in Self.lines(organisations) where !named.contains(where: { $0.organisation == organisation }) {
                named.append(NamedRecipient(organisation))
            }
            for line in Self.lines(people) {
                let parts = line.split(separator: ":", maxSplits: 1).map(\.trimmingSpaces)
                guard parts.count == 2, !parts[1].isEmpty else { continue }
                if let index = named.firstIndex(where: { $0.organisation == parts[0] }) {
                    named[index].people.append(parts[1])
                } else {
                    named.append(NamedRecipient(parts[0], people: [parts[1]]))
                }
            }
            return .organisations(named)
        default: return .members
        }
    }

    private static func lines(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map(\.trimmingSpaces).filter { !$0.isEmpty }
    }
}

extension String {
    var nilIfEmpty: String? { isEmpty ? nil : self }
}
