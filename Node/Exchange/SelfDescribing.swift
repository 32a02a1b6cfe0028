import Foundation

extension Destination: SelfDescribing {
    static let schema = JSONSchema.oneOf([
        .words(["everyone", "members", "sector"]),
        .object(["group": .text(1...400)], needed: ["group"]),
        .object(
            [
                "organisations": .array(
                    .object(
                        ["organisation": .text(1...400), "people": .array(.text(1...200))], needed: ["organisation", "people"]))
            ],
            needed: ["organisations"]),
    ])
    static let sample = Destination.everyone
}

extension Data: SelfDescribing {
    /// Base 64.
    static let schema = JSONSchema.string(0...ExchangeLimits.answerOctetsMax, pattern: "^[A-Za-z0-9+/]*={0,2}$")
    static let sample = Data()
}

extension ShareRequest: Constraining {
    static var constraints: [String: JSONSchema] {
        [
            "tlp": AudienceRequest.mark, "pap": .text(3...20), "title": .text(0...512), "expires": .text(1...40),
            "resharing": .words(["as-marked", "never", "allowed"]), "holdSeconds": .integer(0...86_400),
        ]
    }
}

extension AudienceRequest: Constraining {
    /// The marks in their usual spelling; the node reads others, too.
    static let mark = JSONSchema.words(["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"])

    static var constraints: [String: JSONSchema] { ["tlp": mark] }
}
