/// What is asked of several properties together, and what no table expresses.
extension STIXChecker {
    mutating func check(_ rule: STIXRule, _ node: Int, _ structure: STIXStructure) {
        switch rule {
        case .oneOf(let sets):
            guard !sets.contains(where: { $0.allSatisfy { has($0, node) } }) else { return }
            let words = sets.map { $0.map { "\"\($0)\"" }.joined(separator: " with ") }.joined(separator: " or ")
            note(.propertiesMissing, node, "\(structure.name) needs \(words)")
        case .notTogether(let names):
            guard names.filter({ has($0, node) }).count > 1 else { return }
            note(.propertiesTogether, node, "\(names.map { "\"\($0)\"" }.joined(separator: " and ")) exclude each other")
        case .needs(let name, let others):
            guard has(name, node) else { return }
            for other in others where !has(other, node) { note(.propertyNeeded, node, "\"\(name)\" needs \"\(other)\"") }
        case .whenNeeds(let name, let value, let others):
            guard boolean(name, node) == value else { return }
            for other in others where !has(other, node) {
                note(.propertyNeeded, node, "\"\(other)\" is required where \"\(name)\" is \(value)")
            }
        case .whenForbids(let name, let value, let others):
            guard boolean(name, node) == value else { return }
            for other in others {
                guard let found = member(other, of: node) else { continue }
                note(.propertyForbidden, found, "\"\(other)\" must not be there where \"\(name)\" is \(value)")
            }
        case .notBefore(let earlier, let later): checkOrder(earlier, later, node, mayBeEqual: true)
        case .after(let earlier, let later): checkOrder(earlier, later, node, mayBeEqual: false)
        case .something:
            guard !structure.own.contains(where: { has($0, node) }), !has("extensions", node) else { return }
            note(.propertiesMissing, node, "\(structure.name) needs at least one property of its own")
        case .special(let special): check(special, node)
        }
    }

    private func has(_ name: String, _ node: Int) -> Bool { member(name, of: node) != nil }

    private func boolean(_ name: String, _ node: Int) -> Bool? {
        guard let value = member(name, of: node), document.kind(value) == .boolean else { return nil }
        return document.bytes[document.range(value).lowerBound] == 0x74
    }

    func string(_ name: String, _ node: Int) -> String? {
        guard let value = member(name, of: node), document.kind(value) == .string else { return nil }
        return document.text(value)
    }

    mutating func checkOrder(_ earlier: String, _ later: String, _ node: Int, mayBeEqual: Bool) {
        guard let first = string(earlier, node).flatMap(STIXMoment.init), let second = string(later, node).flatMap(STIXMoment.init),
            let place = member(later, of: node), second < first || (second == first && !mayBeEqual)
        else { return }
        note(.timesOutOfOrder, place, "\"\(later)\" must \(mayBeEqual ? "not be before" : "be after") \"\(earlier)\"")
    }

    private mutating func check(_ rule: STIXSpecialRule, _ node: Int) {
        switch rule {
        case .externalReference: checkExternalReference(node)
        case .granularMarking: checkSelectors(node)
        case .markingDefinition: checkMarkingDefinition(node)
        case .extensionDefinition: checkExtensionDefinition(node)
        case .indicator: checkPattern(node)
        case .relationship: checkRelationship(node)
        case .observedData: checkContainer(node)
        }
    }

    /// §2.5: the identifiers of CVE and CAPEC are spelled as these are.
    private mutating func checkExternalReference(_ node: Int) {
        guard let source = string("source_name", node), let id = member("external_id", of: node), document.kind(id) == .string else {
            return
        }
        let text = document.text(id)
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        func digits(_ part: Substring) -> Bool { !part.isEmpty && part.utf8.allSatisfy(STIXForm.isDigit) }
        switch source {
        case "cve":
            guard parts.count == 3, parts[0] == "CVE", parts[1].utf8.count == 4, digits(parts[1]), digits(parts[2]),
                parts[2].utf8.count >= 4
            else { return note(.badForm, id, "\"\(document.excerpt(of: id))\" is not an identifier of CVE") }
        case "capec":
            guard parts.count == 2, parts[0] == "CAPEC", digits(parts[1]) else {
                return note(.badForm, id, "\"\(document.excerpt(of: id))\" is not an identifier of CAPEC")
            }
        default: break
        }
    }

    private mutating func checkExtensionDefinition(_ node: Int) {
        guard let properties = member("extension_properties", of: node) else { return }
        guard let types = member("extension_types", of: node), document.kind(types) == .array,
            document.elements(of: types).contains(where: { document.text($0, equals: "toplevel-property-extension") })
        else { return note(.propertyForbidden, properties, "\"extension_properties\" belongs to a toplevel-property-extension") }
    }

    private mutating func checkPattern(_ node: Int) {
        guard string("pattern_type", node) == "stix", let value = member("pattern", of: node), document.kind(value) == .string else {
            return
        }
        do throws(STIXPatternFault) {
            _ = try STIXPattern(parsing: document.text(value))
        } catch {
            note(.badPattern, value, "the pattern is ill-formed at character \(error.offset): \(error.reason)")
        }
    }

    private mutating func checkRelationship(_ node: Int) {
        guard let type = string("relationship_type", node), !STIXSchema.commonRelationships.contains(type),
            let source = string("source_ref", node), let target = string("target_ref", node),
            let place = member("relationship_type", of: node),
            let from = STIXGrammar.identifierType(Array(source.utf8)[...]), let to = STIXGrammar.identifierType(Array(target.utf8)[...])
        else { return }
        let (sourceType, targetType) = (String(decoding: from, as: UTF8.self), String(decoding: to, as: UTF8.self))
        // What the standard does not know it suggests nothing about.
        guard STIXSchema.structure(of: sourceType) != nil, STIXSchema.structure(of: targetType) != nil else { return }
        guard STIXSchema.suggested[sourceType]?[type]?.contains(targetType) != true else { return }
        note(.uncommonRelationship, place, "the standard suggests no \"\(excerpt(type.utf8))\" from \(sourceType) to \(targetType)")
    }

    /// The deprecated dictionary of observables inside `observed-data` (§4.14), whose references are its keys.
    private mutating func checkContainer(_ node: Int) {
        guard let objects = member("objects", of: node), let outer = current else { return }
        note(.deprecatedProperty, objects, "\"objects\" of observed-data is deprecated")
        guard expect(.object, objects) else { return }
        if Int(document.nodes[objects].next) == objects + 1 { return note(.emptyDictionary, objects, "the dictionary is empty") }
        var types: [String: String] = [:]
        var name = objects + 1
        while name < Int(document.nodes[objects].next) {
            if document.kind(name + 1) == .object { types[document.text(name)] = string("type", name + 1) }
            name = Int(document.nodes[name + 1].next)
        }
        current?.container = types
        defer { current = outer }
        for value in values(of: objects) where expect(.object, value) {
            guard let type = string("type", value) else {
                note(.missingProperty, value, "the required property \"type\" is missing")
                continue
            }
            guard let structure = STIXSchema.structure(of: type), STIXTargets.observableTypes.contains(type) else { continue }
            check(members: value, structure.withoutIdentifier)
        }
    }
}

extension STIXStructure {
    /// The table as it is for an observable that stands in `observed-data` and has a key instead of an identifier.
    fileprivate var withoutIdentifier: STIXStructure {
        STIXStructure(
            name, section,
            common: properties.filter { $0.key != "id" }.map { STIXProperty(name: $0.key, shape: $0.value, isRequired: false) },
            required.filter { $0 != "id" }.compactMap { name in properties[name].map { .must(name, $0) } }, rules: rules)
    }
}
