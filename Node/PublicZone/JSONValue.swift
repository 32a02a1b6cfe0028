import Exchange

/// A piece of JSON that is written for machines; members stand in the order of their names, so that the same document is the same octets.
enum JSONValue: Equatable, Sendable {
    case object([String: JSONValue])
    case array([JSONValue])
    case string(String)
    case integer(Int64)
    case boolean(Bool)

    /// The whole document.
    var octets: [UInt8] { JSONDocument.encode(self) }

    /// The object without members that are an empty text, list or object.
    static func filled(_ members: [String: JSONValue]) -> JSONValue {
        .object(
            members.filter { _, value in
                switch value {
                case .string(let text): !text.isEmpty
                case .array(let elements): !elements.isEmpty
                case .object(let members): !members.isEmpty
                case .integer, .boolean: true
                }
            })
    }
}

extension JSONValue: Encodable {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .object(let members): try container.encode(members)
        case .array(let elements): try container.encode(elements)
        case .string(let text): try container.encode(text)
        case .integer(let number): try container.encode(number)
        case .boolean(let holds): try container.encode(holds)
        }
    }
}

extension JSONValue: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByStringInterpolation
{
    init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(Dictionary(elements) { _, last in last }) }
    init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    init(stringLiteral value: String) { self = .string(value) }
    init(booleanLiteral value: Bool) { self = .boolean(value) }
    init(integerLiteral value: Int64) { self = .integer(value) }
}
