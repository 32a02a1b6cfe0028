/// A destination in JSON is a word, or an object with the one member that says which: `"everyone"`, `{"group": "Harbour Exchange"}`.
extension Destination {
    private enum Word: String, Codable {
        case everyone, members, sector
    }

    private enum Member: String, CodingKey {
        case group, organisations
    }

    public init(from decoder: any Decoder) throws {
        if let word = try? decoder.singleValueContainer().decode(Word.self) {
            switch word {
            case .everyone: self = .everyone
            case .members: self = .members
            case .sector: self = .sector
            }
            return
        }
        let object = try decoder.container(keyedBy: Member.self)
        switch (object.contains(.group), object.contains(.organisations)) {
        case (true, false): self = .group(try object.decode(String.self, forKey: .group))
        case (false, true): self = .organisations(try object.decode([NamedRecipient].self, forKey: .organisations))
        default:
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a destination is one of five and exactly one"))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        func write(_ word: Word) throws {
            var container = encoder.singleValueContainer()
            try container.encode(word)
        }
        switch self {
        case .everyone: try write(.everyone)
        case .members: try write(.members)
        case .sector: try write(.sector)
        case .group(let group):
            var object = encoder.container(keyedBy: Member.self)
            try object.encode(group, forKey: .group)
        case .organisations(let recipients):
            var object = encoder.container(keyedBy: Member.self)
            try object.encode(recipients, forKey: .organisations)
        }
    }
}
