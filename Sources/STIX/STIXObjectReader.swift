import Policy

/// Reads one object of a bundle and checks the properties that every object of its kind must have.
struct STIXObjectReader {
    let document: JSONDocument

    /// Reads the object at a node; `tlp` is what its marks came to.
    func object(_ node: Int, tlp: TLP?) throws(STIXError) -> STIXObject {
        let type = try type(of: node)
        let id = try identifier(of: node, type: type)
        let category = STIXCategory(type: type)
        try checkVersion(of: node, category: category)
        let created = try timestamp("created", of: node, required: category == .versioned || category == .marking)
        let modified = try timestamp("modified", of: node, required: category == .versioned || (category == .custom && created != nil))
        if category == .versioned {
            for name in STIXCategory.timestamps { _ = try timestamp(name, of: node, required: false) }
        }
        return STIXObject(
            id: id, type: type, specVersion: "2.1", created: created, modified: modified, name: name(of: node),
            tlp: tlp, range: document.range(node))
    }

    /// The type of an object, well-formed.
    func type(of node: Int) throws(STIXError) -> String {
        let value = try string("type", of: node)
        let type = document.text(value)
        guard STIXGrammar.isType(Array(type.utf8)[...]) else {
            throw .badType(found: document.excerpt(of: value), at: document.place(of: value))
        }
        return type
    }

    /// The identifier of an object or bundle, which must begin with its type.
    func identifier(of node: Int, type: String) throws(STIXError) -> String {
        let value = try string("id", of: node)
        let id = document.text(value)
        guard let found = STIXGrammar.identifierType(Array(id.utf8)[...]) else {
            throw .badIdentifier(found: document.excerpt(of: value), at: document.place(of: value))
        }
        guard found.elementsEqual(type.utf8) else {
            throw .identifierOfOtherType(found: document.excerpt(of: value), expected: type, at: document.place(of: value))
        }
        return id
    }

    /// STIX 2.1 writes its version on every object but observables; an object that should have one and has none is STIX 2.0 (§3.2).
    private func checkVersion(of node: Int, category: STIXCategory) throws(STIXError) {
        if let value = document.member("spec_version", of: node) { return try checkVersion(value) }
        let isVersioned =
            switch category {
            case .versioned, .marking: true
            case .observable: false
            case .custom: document.member("created", of: node) != nil || document.member("modified", of: node) != nil
            }
        if isVersioned { throw .version20(at: document.place(of: node)) }
    }

    /// Refuses a `spec_version` that is not 2.1.
    func checkVersion(_ value: Int) throws(STIXError) {
        guard document.kind(value) == .string else {
            throw .wrongKind(found: document.kind(value).words, expected: "a string", at: document.place(of: value))
        }
        if document.text(value, equals: "2.1") { return }
        if document.text(value, equals: "2.0") { throw .version20(at: document.place(of: value)) }
        throw .unknownVersion(found: document.excerpt(of: value), at: document.place(of: value))
    }

    private func timestamp(_ name: StaticString, of node: Int, required: Bool) throws(STIXError) -> String? {
        guard required || document.member(name, of: node) != nil else { return nil }
        let value = try string(name, of: node)
        let text = document.text(value)
        guard STIXGrammar.isTimestamp(Array(text.utf8)[...]) else {
            throw .badTimestamp(found: document.excerpt(of: value), at: document.place(of: value))
        }
        return text
    }

    private func name(of node: Int) -> String? {
        guard let value = document.member("name", of: node), document.kind(value) == .string else { return nil }
        return document.text(value)
    }

    /// The node of a property that must be there and must be a string.
    private func string(_ name: StaticString, of node: Int) throws(STIXError) -> Int {
        guard let value = document.member(name, of: node) else {
            throw .missing(property: "\(name)", at: document.place(of: node))
        }
        guard document.kind(value) == .string else {
            throw .wrongKind(found: document.kind(value).words, expected: "a string", at: document.place(of: value))
        }
        return value
    }
}
