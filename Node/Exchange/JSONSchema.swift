/// What a JSON document may be (JSON Schema 2020-12, as OpenAPI 3.1 takes it), as far as the API's own documents need.
indirect enum JSONSchema: Equatable, Sendable {
    case anything
    case boolean
    /// A whole number; bounds and a default where there are any.
    case integer(ClosedRange<Int>? = nil, fallback: Int? = nil)
    case number
    /// A text with so many characters; `pattern` is a regular expression of ECMA-262.
    case string(ClosedRange<Int>? = nil, pattern: String? = nil)
    /// One of these texts.
    case words([String])
    case array(JSONSchema)
    /// Texts by name.
    case dictionary(JSONSchema)
    case object([String: JSONSchema], needed: [String])
    case oneOf([JSONSchema])
    /// The schema of a type, as it stands among the components.
    case reference(String)

    static func text(_ characters: ClosedRange<Int>, pattern: String? = nil) -> JSONSchema { .string(characters, pattern: pattern) }

    /// The schema as a document. Objects that somebody sends hold nothing else; those that somebody receives may, in a later version.
    func document(isSent: Bool) -> JSONValue {
        switch self {
        case .anything: .object([:])
        case .boolean: .object(["type": "boolean"])
        case .integer(let range, let fallback):
            .object([
                "type": "integer", "minimum": range.map { .integer($0.lowerBound) },
                "maximum": range.flatMap { $0.upperBound == .max ? nil : .integer($0.upperBound) },
                "default": fallback.map { .integer($0) },
            ])
        case .number: .object(["type": "number"])
        case .string(let range, let pattern):
            .object([
                "type": "string", "minLength": range.flatMap { $0.lowerBound == 0 ? nil : .integer($0.lowerBound) },
                "maxLength": range.map { .integer($0.upperBound) }, "pattern": pattern.map { .string($0) },
            ])
        case .words(let words): .object(["type": "string", "enum": .array(words.map { .string($0) })])
        case .array(let element): .object(["type": "array", "items": element.document(isSent: isSent)])
        case .dictionary(let element): .object(["type": "object", "additionalProperties": element.document(isSent: isSent)])
        case .object(let members, let needed):
            .object([
                "type": "object", "properties": .object(members.mapValues { $0.document(isSent: isSent) }),
                "required": needed.isEmpty ? nil : .array(needed.sorted().map { .string($0) }),
                "additionalProperties": isSent ? .boolean(false) : nil,
            ])
        case .oneOf(let choices): .object(["oneOf": .array(choices.map { $0.document(isSent: isSent) })])
        case .reference(let name): .object(["$ref": .string("#/components/schemas/\(name)")])
        }
    }
}

/// Any JSON document, as it is written.
indirect enum JSONValue: Encodable, Equatable, Sendable, ExpressibleByStringLiteral {
    case string(String)
    case integer(Int)
    case boolean(Bool)
    case array([JSONValue])
    case object([String: JSONValue])

    init(stringLiteral text: String) { self = .string(text) }

    /// An object of the members that have a value.
    static func object(_ members: [String: JSONValue?]) -> JSONValue { .object(members.compactMapValues { $0 }) }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .string(let text): try container.encode(text)
        case .integer(let number): try container.encode(number)
        case .boolean(let value): try container.encode(value)
        case .array(let elements): try container.encode(elements)
        case .object(let members): try container.encode(members)
        }
    }
}
