/// The observables that STIX 2.0 keeps inside `observed-data`, as objects of their own.
extension STIXUpgrader {
    /// Lifts the observables out of a container and gives their identifiers in its order.
    mutating func lift(_ container: Int, outOf object: Int, marks: [String]) -> [String] {
        var lifting = Lifting(id: document.member("id", of: object).map { document.text($0) } ?? "")
        for member in members(of: container) where document.kind(member.value) == .object {
            if let type = document.member("type", of: member.value), document.kind(type) == .string {
                lifting.nodes[member.name] = member.value
                lifting.order.append(member.name)
            } else {
                note(.referenceDropped, member.value, "the observable has no type and was left out")
            }
        }
        var identifiers: [String] = []
        var seen: Set<String> = []
        for key in lifting.order {
            guard let node = lifting.nodes[key] else { continue }
            let type = document.member("type", of: node).map { document.text($0) } ?? ""
            let id = identifier(of: key, &lifting, depth: 0)
            var draft = STIXDraftObject()
            draft.add("type", string: type)
            draft.add("spec_version", string: "2.1")
            draft.add("id", string: id)
            draft.add("object_marking_refs", list: marks)
            for member in members(of: node) where !["type", "id", "spec_version"].contains(member.name) {
                var name = STIXUpgradeTable.renamed[type]?[member.name] ?? member.name
                if name != member.name, document.member(named: name, of: node) != nil { name = member.name }
                if let structure = STIXSchema.structure(of: type), structure.properties[name] == nil, !name.hasPrefix("x_") {
                    note(
                        .propertyKept, member.value,
                        "STIX 2.1 has no \"\(excerpt(name.utf8))\" of \(type); it stays as a property of your own")
                }
                if let text = rewritten(member.value, name: name, &lifting, depth: 0, isTold: true) { draft.add(name, text) }
            }
            if seen.insert(id).inserted { identifiers.append(id) }
            let text = draft.text
            if seenObservables.insert(text).inserted { observables.append(text) }
        }
        return identifiers
    }

    /// What is known while one container is taken apart.
    struct Lifting {
        /// The identifier of the `observed-data` object.
        let id: String
        var nodes: [String: Int] = [:]
        var order: [String] = []
        var identifiers: [String: String] = [:]
        var underWay: Set<String> = []
    }

    /// The identifier of the observable of a key: from its content, and where it has none that counts, from its place.
    private mutating func identifier(of key: String, _ lifting: inout Lifting, depth: Int) -> String {
        if let known = lifting.identifiers[key] { return known }
        guard let node = lifting.nodes[key], let typeNode = document.member("type", of: node) else { return "" }
        let type = document.text(typeNode)
        func made() -> String { type + "--" + STIXDeterministicID.unrelatedUUID(of: Array("\(lifting.id) \(key)".utf8)) }
        // Observables whose identifiers would come from each other have none to begin with.
        guard depth < STIXLimits.depthMax, lifting.underWay.insert(key).inserted else {
            let id = made()
            lifting.identifiers[key] = id
            note(.identifierMade, node, "its identifier would come from itself, so it was made from its place")
            return id
        }
        var values: [(name: String, value: [UInt8])] = []
        for name in STIXDeterministicID.contributing[type] ?? [] {
            guard let value = document.member(named: name, of: node),
                let text = rewritten(value, name: name, &lifting, depth: depth + 1, isTold: false),
                let part = try? JSONReader.read(text)
            else { continue }
            values.append((name, name == "hashes" ? STIXDeterministicID.oneHash(0, in: part) : CanonicalJSON.text(of: 0, in: part)))
        }
        lifting.underWay.remove(key)
        if let known = lifting.identifiers[key] { return known }
        if let id = STIXDeterministicID.identifier(type: type, values) {
            lifting.identifiers[key] = id
            return id
        }
        let id = made()
        lifting.identifiers[key] = id
        if type != "process" { note(.identifierMade, node, "nothing in it counts for an identifier, so one was made from its place") }
        return id
    }

    /// A value with references turned from keys into identifiers; `nil` where nothing of it is left.
    private mutating func rewritten(_ node: Int, name: String, _ lifting: inout Lifting, depth: Int, isTold: Bool) -> [UInt8]? {
        if name.hasSuffix("_ref"), document.kind(node) == .string { return reference(node, &lifting, depth: depth, isTold: isTold) }
        if name.hasSuffix("_refs"), document.kind(node) == .array {
            var parts: [[UInt8]] = []
            for element in document.elements(of: node) {
                if let part = reference(element, &lifting, depth: depth, isTold: isTold) { parts.append(part) }
            }
            return parts.isEmpty ? nil : [0x5B] + parts.joined(separator: [0x2C]) + [0x5D]
        }
        switch document.kind(node) {
        case .object:
            var draft = STIXDraftObject()
            for member in members(of: node) {
                var key = member.name
                if name == "hashes" || name.hasSuffix("_hashes") { key = STIXUpgradeTable.hashes[key] ?? key }
                guard var text = rewritten(member.value, name: key, &lifting, depth: depth, isTold: isTold) else { continue }
                if STIXUpgradeTable.listed.contains(name), document.kind(member.value) == .string { text = [0x5B] + text + [0x5D] }
                draft.add(key, text)
            }
            return draft.text
        case .array:
            var parts: [[UInt8]] = []
            for element in document.elements(of: node) {
                if let part = rewritten(element, name: "", &lifting, depth: depth, isTold: isTold) { parts.append(part) }
            }
            return [0x5B] + parts.joined(separator: [0x2C]) + [0x5D]
        case .string, .number, .boolean, .null: return written(node)
        }
    }

    private mutating func reference(_ node: Int, _ lifting: inout Lifting, depth: Int, isTold: Bool) -> [UInt8]? {
        let key = document.kind(node) == .string ? document.text(node) : ""
        guard lifting.nodes[key] != nil else {
            if isTold { note(.referenceDropped, node, "\"\(document.excerpt(of: node))\" is no key of the objects around it") }
            return nil
        }
        var text: [UInt8] = []
        CanonicalJSON.write(identifier(of: key, &lifting, depth: depth), to: &text)
        return text
    }
}

extension JSONDocument {
    /// The value of the object's member of a name that is known at run time only.
    func member(named key: String, of object: Int) -> Int? {
        var name = object + 1
        while name < Int(nodes[object].next) {
            if text(name).utf8.elementsEqual(key.utf8) { return name + 1 }
            name = Int(nodes[name + 1].next)
        }
        return nil
    }
}
