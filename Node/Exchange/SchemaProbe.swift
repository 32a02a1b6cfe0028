/// A type that says its own schema, because its JSON does not follow from its members.
protocol SelfDescribing {
    static var schema: JSONSchema { get }
    /// Any value: what a probe goes on with.
    static var sample: Self { get }
}

/// A type some of whose members take less than their types say.
protocol Constraining {
    static var constraints: [String: JSONSchema] { get }
}

/// Learns what JSON a `Decodable` type reads by letting it read: every member that it asks for is noted, with the type for which it asks.
///
/// So the description of the API cannot say anything else than the code that reads and writes its documents.
final class SchemaProbe {
    /// The schemas of the types so far, by name.
    private(set) var components: [String: JSONSchema] = [:]

    /// The schema of a type: a reference where it is an object of its own.
    func schema(of type: any Decodable.Type) -> JSONSchema { learn(type).schema }

    fileprivate func learn<Value: Decodable>(_ type: Value.Type) -> (schema: JSONSchema, value: Value?) {
        if let type = type as? any SelfDescribing.Type { return (named(type.schema, type), type.sample as? Value) }
        if let type = type as? any Listing.Type { return (type.schema(by: self), type.empty as? Value) }
        if let words = Self.words(of: type) { return (.words(words.texts), words.first as? Value) }
        let decoder = ProbeDecoder(self)
        let value = try? Value(from: decoder)
        var schema = decoder.found
        if case .object(var members, let needed) = schema, let type = type as? any Constraining.Type {
            for (member, constraint) in type.constraints where members[member] != nil { members[member] = constraint }
            schema = .object(members, needed: needed)
        }
        return (named(schema, type), value)
    }

    /// Objects, and what is one of several, stand among the components.
    private func named(_ schema: JSONSchema, _ type: Any.Type) -> JSONSchema {
        switch schema {
        case .object, .oneOf: break
        default: return schema
        }
        let name = Self.name(of: type)
        components[name] = schema
        return .reference(name)
    }

    /// The texts of an enumeration that is written as one.
    private static func words(of type: Any.Type) -> (texts: [String], first: Any)? {
        guard let type = type as? any (CaseIterable & RawRepresentable).Type else { return nil }
        func cases<Choice: CaseIterable & RawRepresentable>(_ type: Choice.Type) -> (texts: [String], first: Any)? {
            let texts = type.allCases.compactMap { $0.rawValue as? String }
            guard let first = type.allCases.first, texts.count == type.allCases.count else { return nil }
            return (texts, first)
        }
        return cases(type)
    }

    /// "FacetsReport.Count" for a type inside another.
    private static func name(of type: Any.Type) -> String { String(String(reflecting: type).drop { $0 != "." }.dropFirst()) }
}

/// Types whose schema is their elements' with something around it.
private protocol Listing {
    static func schema(by probe: SchemaProbe) -> JSONSchema
    static var empty: Self { get }
}

extension Array: Listing where Element: Decodable {
    fileprivate static func schema(by probe: SchemaProbe) -> JSONSchema { .array(probe.schema(of: Element.self)) }
    fileprivate static var empty: [Element] { [] }
}

extension Dictionary: Listing where Key == String, Value: Decodable {
    fileprivate static func schema(by probe: SchemaProbe) -> JSONSchema { .dictionary(probe.schema(of: Value.self)) }
    fileprivate static var empty: [String: Value] { [:] }
}

/// The decoder that a type reads from.
private final class ProbeDecoder: Decoder {
    let probe: SchemaProbe
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]
    var members: [String: JSONSchema] = [:]
    var needed: [String] = []
    var single: JSONSchema?

    init(_ probe: SchemaProbe) { self.probe = probe }

    var found: JSONSchema { single ?? .object(members, needed: needed) }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> { KeyedDecodingContainer(Members(decoder: self)) }
    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw Unprobed() }
    func singleValueContainer() -> any SingleValueDecodingContainer { Single(decoder: self) }
}

/// A type reads in a way that no report or request does; it has to describe itself.
private struct Unprobed: Error {}

private struct Members<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: ProbeDecoder
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) -> Bool { false }

    private func note(_ key: Key, _ schema: JSONSchema, isNeeded: Bool) {
        decoder.members[key.stringValue] = schema
        if isNeeded { decoder.needed.append(key.stringValue) }
    }

    private func take<Value: Decodable>(_ type: Value.Type, _ key: Key, isNeeded: Bool) throws -> Value {
        let (schema, value) = Single.plain(type) ?? decoder.probe.learn(type)
        note(key, schema, isNeeded: isNeeded)
        guard let value else { throw Unprobed() }
        return value
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try take(type, key, isNeeded: true) }
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try take(type, key, isNeeded: true) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try take(type, key, isNeeded: true) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try take(type, key, isNeeded: true) }
    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        _ = try? take(type, key, isNeeded: false)
        return nil
    }
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try? take(type, key, isNeeded: false) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try? take(type, key, isNeeded: false) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try? take(type, key, isNeeded: false) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws -> KeyedDecodingContainer<Nested> {
        throw Unprobed()
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw Unprobed() }
    func superDecoder() throws -> any Decoder { throw Unprobed() }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw Unprobed() }
}

private struct Single: SingleValueDecodingContainer {
    let decoder: ProbeDecoder
    var codingPath: [any CodingKey] { [] }

    /// Values that JSON has itself.
    static func plain<Value>(_ type: Value.Type) -> (schema: JSONSchema, value: Value?)? {
        switch type {
        case is Bool.Type: (.boolean, false as? Value)
        case is String.Type: (.string(), "" as? Value)
        case is Double.Type: (.number, 0.0 as? Value)
        case let number as any FixedWidthInteger.Type: (number.isSigned ? .integer() : .integer(0...Int.max), number.init() as? Value)
        default: nil
        }
    }

    func decodeNil() -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let (schema, value) = Self.plain(type) ?? decoder.probe.learn(type)
        decoder.single = schema
        guard let value else { throw Unprobed() }
        return value
    }
}
