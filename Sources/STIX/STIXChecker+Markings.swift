/// Markings, selectors and extensions (STIX 2.1 §7).
extension STIXChecker {
    /// §7.3: each key is a predefined extension of the type, or names an extension definition and says of which sort it is.
    mutating func checkExtensions(_ node: Int, _ known: [String: STIXStructure]) {
        guard expect(.object, node) else { return }
        var name = node + 1
        while name < Int(document.nodes[node].next) {
            let value = name + 1
            let key = document.text(name)
            if let structure = known[key] {
                checkStructure(value, structure)
            } else if expect(.object, value) {
                checkExtension(key, name: name, value: value)
            }
            name = Int(document.nodes[value].next)
        }
        if name == node + 1 { note(.emptyDictionary, node, "the dictionary is empty") }
    }

    private mutating func checkExtension(_ key: String, name: Int, value: Int) {
        if let type = STIXGrammar.identifierType(Array(key.utf8)[...]), type.elementsEqual("extension-definition".utf8) {
            guard let kind = member("extension_type", of: value) else {
                return note(.badExtension, value, "the extension has no extension_type")
            }
            check(kind, .enumeration(STIXSchema.extensionTypes))
            return checkNames(in: value)
        }
        guard key.hasSuffix("-ext"), STIXGrammar.isStrictType(Array(key.utf8)) else {
            return note(
                .badExtension, value, "\"\(document.excerpt(of: name))\" is neither an extension of this type nor an extension-definition")
        }
        if Int(document.nodes[value].next) == value + 1 { note(.emptyDictionary, value, "the extension is empty") }
        checkNames(in: value)
        guard let current, customNoted.insert("extension \(current.type) \(key)").inserted else { return }
        note(.customExtension, value, "\"\(document.excerpt(of: name))\" is no extension of \(excerpt(current.type.utf8)) in the standard")
    }

    /// The names and values in an extension that somebody else defined.
    private mutating func checkNames(in node: Int) {
        var name = node + 1
        while name < Int(document.nodes[node].next) {
            if !STIXForm.propertyName.holds(document.text(name)) {
                note(
                    .badPropertyName, name + 1,
                    "\"\(document.excerpt(of: name))\" is not a property's name: it takes \(STIXForm.propertyName.requirement)")
            }
            name = Int(document.nodes[name + 1].next)
        }
        checkAny(node)
    }

    mutating func checkMarkingDefinition(_ node: Int) {
        let type = member("definition_type", of: node)
        let definition = member("definition", of: node)
        let extensions = member("extensions", of: node)
        switch (type, definition) {
        case (nil, nil):
            if extensions == nil {
                note(.propertiesMissing, node, "a marking needs \"definition_type\" with \"definition\" or an extension")
            }
        case (nil, _): note(.propertyNeeded, node, "\"definition\" needs \"definition_type\"")
        case (_, nil): note(.propertyNeeded, node, "\"definition_type\" needs \"definition\"")
        case (let type?, let definition?):
            if expect(.object, definition), document.kind(type) == .string { checkDefinition(node, document.text(type), definition) }
        }
        checkCircles(node)
    }

    private mutating func checkDefinition(_ node: Int, _ type: String, _ definition: Int) {
        switch type {
        case "statement": check(members: definition, STIXSchema.statement)
        case "tlp":
            // §7.2.1.4: the four of TLP 1 are given with their identifiers; no others are allowed.
            let id = string("id", node)?.lowercased() ?? ""
            guard let colour = string("tlp", definition), STIXMarking.first[colour] == id else {
                return note(.badMarking, definition, "this is none of the four TLP markings that the standard gives with their identifiers")
            }
            if string("created", node) != "2017-01-20T00:00:00.000Z" {
                note(.badMarking, node, "the TLP markings of the standard were created at 2017-01-20T00:00:00.000Z")
            }
        default:
            guard customNoted.insert("marking " + type).inserted, let place = member("definition_type", of: node) else { return }
            note(.customExtension, place, "\"\(excerpt(type.utf8))\" is no type of marking in the standard")
        }
    }

    /// §7.2.1: a marking definition is not marked by itself.
    private mutating func checkCircles(_ node: Int) {
        guard let id = string("id", node) else { return }
        if let references = member("object_marking_refs", of: node), document.kind(references) == .array {
            for reference in document.elements(of: references) where document.kind(reference) == .string && document.text(reference) == id {
                note(.circularMarking, reference, "the marking marks itself")
            }
        }
        if let granular = member("granular_markings", of: node), document.kind(granular) == .array {
            for marking in document.elements(of: granular) where document.kind(marking) == .object {
                if string("marking_ref", marking) == id { note(.circularMarking, marking, "the marking marks itself") }
            }
        }
    }

    /// §7.2.3.1: each selector leads to something that the object has.
    mutating func checkSelectors(_ marking: Int) {
        guard let object = current?.node, let selectors = member("selectors", of: marking), document.kind(selectors) == .array else {
            return
        }
        for selector in document.elements(of: selectors) where document.kind(selector) == .string {
            let text = document.text(selector)
            guard (current?.selectorsFollowed ?? 0) < STIXLimits.selectorsMax else { return }
            current?.selectorsFollowed += 1
            guard STIXForm.selector.holds(text), !leads(text, from: object) else { continue }
            note(.badSelector, selector, "\"\(document.excerpt(of: selector))\" leads to nothing in the object")
        }
    }

    private func leads(_ selector: String, from object: Int) -> Bool {
        var node = object
        for part in selector.split(separator: ".", omittingEmptySubsequences: false) {
            if part.hasPrefix("["), let index = Int(part.dropFirst().dropLast()) {
                guard document.kind(node) == .array, let element = document.elements(of: node).dropFirst(index).first(where: { _ in true })
                else { return false }
                node = element
            } else {
                guard document.kind(node) == .object, let value = member(String(part), of: node) else { return false }
                node = value
            }
        }
        return true
    }
}

extension STIXMarking {
    /// The markings of TLP 1 by their colours (§7.2.1.4).
    static let first = [
        "white": "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
        "green": "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da",
        "amber": "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82",
        "red": "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
    ]
}
