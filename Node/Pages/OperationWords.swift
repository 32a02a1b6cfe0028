/// What an operation says, such as why it refused or what it found: in Chinese a sentence of ours with the English beneath it, in English its own words.
///
/// What an operation says is English and marked so. Where there is no sentence for it, that is all, in every language.
public struct OperationWords: Sendable {
    private let sentence: Phrase?
    private let reason: HTML
    private let remedy: HTML

    /// - Parameters:
    ///   - code: The refusal's code, by which its sentence is found.
    ///   - reason: What is wrong, in English.
    ///   - remedy: What to do next, in English; may be empty.
    public init(of code: String, reason: HTML, remedy: HTML = "") {
        let sentence = RefusalSentence(code: code)
        self.init(sentence?.phrase(english: ""), reason: reason, remedy: remedy)
    }

    /// - Parameters:
    ///   - sentence: What it comes to, with what to do next; who reads English gets the operation's own words instead. `nil` for none.
    ///   - reason: What is wrong, in English.
    ///   - remedy: What to do next, in English; may be empty.
    public init(_ sentence: Phrase?, reason: HTML, remedy: HTML = "") {
        self.sentence = sentence
        self.reason = reason
        self.remedy = remedy
    }

    /// Paragraphs, for a notice.
    public var paragraphs: HTML {
        let own: HTML = "<p lang=\"en\">\(reason)</p>\n\("<p lang=\"en\">\(remedy)</p>", if: !remedy.isEmpty)"
        guard let sentence else { return own }
        return own.only(in: [.english]) + ("<p>\(sentence)</p>\n<p class=\"fine\">\(detail)</p>" as HTML).only(in: Self.translated)
    }

    /// Within a line, as fine print.
    public var line: HTML {
        let own: HTML = "<span class=\"fine\" lang=\"en\">\(reason)\(" \(remedy)", if: !remedy.isEmpty)</span>"
        guard let sentence else { return own }
        return own.only(in: [.english]) + ("<span class=\"fine\">\(sentence)\(detail)</span>" as HTML).only(in: Self.translated)
    }

    private var detail: HTML { "\(.detailInEnglish)<span lang=\"en\">\(reason)\(" \(remedy)", if: !remedy.isEmpty)</span>" }

    private static let translated: Set<Language> = [.traditionalChinese, .simplifiedChinese]
}

extension Phrase {
    fileprivate static let detailInEnglish = Phrase("Details: ", "詳情（英文）：", "详情（英文）：")
}
