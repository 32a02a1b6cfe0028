/// Goes through a bundle and notes everything that is not as the tables of STIX 2.1 have it.
///
/// Goes on after each fault: a value of the wrong kind is noted and not looked into, all else is.
struct STIXChecker {
    let document: JSONDocument
    var notes = STIXNotes()
    /// The object that is looked at.
    var current: Current?
    /// Which types and properties of authors' own have been noted; each is told once.
    var customNoted: Set<String> = []
    /// Where each identifier stood first.
    var firstNode: [String: Int] = [:]
    /// The versions of what stands in the bundle more than once.
    var lines: [String: [STIXRevision]] = [:]

    /// What is known about the object that is looked at.
    struct Current {
        let number: Int
        let node: Int
        let type: String
        /// Whether it says that other properties at the top are an extension's.
        var extendsTop = false
        /// Whether its type is an extension's.
        var isExtension = false
        /// How many selectors have been followed; each may go past all members of the object.
        var selectorsFollowed = 0
        /// What local references lead to, in the deprecated container of `observed-data`.
        var container: [String: String]?
        /// Whether its values were made harmless on purpose, so that they need not be spelled as addresses are.
        var isDefanged = false
    }

    init(document: JSONDocument) { self.document = document }

    mutating func note(_ code: STIXFinding.Code, _ node: Int, _ reason: String) {
        notes.add(code, node, in: current.map { ($0.number, $0.node) }, reason)
    }

    mutating func checkBundle(objects: [Int]) {
        var name = 1
        while name < Int(document.nodes[0].next) {
            let key = document.text(name)
            if !STIXSchema.bundle.contains(key) {
                note(.customProperty, name + 1, "a bundle has no property \"\(document.excerpt(of: name))\"")
            }
            name = Int(document.nodes[name + 1].next)
        }
        if let id = member("id", of: 0) {
            checkOwnIdentifier(id, type: "bundle")
        } else {
            note(.missingProperty, 0, "the bundle has no \"id\"")
        }
        for (number, node) in objects.enumerated() {
            checkObject(node, number: number)
            current = nil
        }
    }

    private mutating func checkObject(_ node: Int, number: Int) {
        current = Current(number: number, node: node, type: "")
        guard let typeNode = document.member("type", of: node) else {
            return note(.missingProperty, node, "the required property \"type\" is missing")
        }
        guard expect(.string, typeNode) else { return }
        let type = document.text(typeNode)
        current = Current(number: number, node: node, type: type)
        guard STIXGrammar.isStrictType(Array(type.utf8)) else {
            return note(.badType, typeNode, "\"\(document.excerpt(of: typeNode))\" is not a type of lower case words with hyphens")
        }
        readExtensions(of: node)
        let structure: STIXStructure
        if let found = STIXSchema.structure(of: type) {
            structure = found
        } else {
            structure = customStructure(node, type)
            if type == STIXSchema.reservedType {
                note(.reservedName, typeNode, "the type \"\(type)\" is kept by the standard")
            } else if current?.isExtension == false, customNoted.insert("type " + type).inserted {
                note(.customType, typeNode, "\"\(type)\" is no type of the standard, and no extension of the object says that it is new")
            }
        }
        check(members: node, structure)
        checkVersions(node, structure)
        checkDeterministicID(node, type)
    }

    /// The table for a type that the standard does not have: that of versioned objects or of observables, as it shows itself.
    private func customStructure(_ node: Int, _ type: String) -> STIXStructure {
        var isObservable = document.member("created", of: node) == nil && document.member("modified", of: node) == nil
        if let extensions = document.member("extensions", of: node), document.kind(extensions) == .object {
            for value in values(of: extensions) where document.kind(value) == .object {
                guard let kind = document.member("extension_type", of: value), document.kind(kind) == .string else { continue }
                switch document.text(kind) {
                case "new-sco": isObservable = true
                case "new-sdo", "new-sro": isObservable = false
                default: break
                }
            }
        }
        return STIXStructure(type, "11", common: isObservable ? STIXSchema.observable() : STIXSchema.versioned, [])
    }

    private mutating func readExtensions(of node: Int) {
        if let defanged = document.member("defanged", of: node), document.kind(defanged) == .boolean {
            current?.isDefanged = document.bytes[document.range(defanged).lowerBound] == 0x74
        }
        guard let extensions = document.member("extensions", of: node), document.kind(extensions) == .object else { return }
        for value in values(of: extensions) where document.kind(value) == .object {
            guard let kind = document.member("extension_type", of: value), document.kind(kind) == .string else { continue }
            switch document.text(kind) {
            case "toplevel-property-extension": current?.extendsTop = true
            case "new-sdo", "new-sco", "new-sro":
                current?.isExtension = true
                current?.extendsTop = true
            default: break
            }
        }
    }

    // MARK: Members

    /// Checks the members of an object or of a part of one against its table.
    mutating func check(members node: Int, _ structure: STIXStructure) {
        var name = node + 1
        while name < Int(document.nodes[node].next) {
            let value = name + 1
            let key = document.text(name)
            if let shape = structure.properties[key] {
                check(value, shape)
            } else {
                checkUnknown(key, name: name, structure)
            }
            name = Int(document.nodes[value].next)
        }
        for required in structure.required where member(required, of: node) == nil {
            if required == "spec_version" {
                note(.version20, node, "the object has no spec_version, so it is STIX 2.0")
            } else {
                note(.missingProperty, node, "the required property \"\(required)\" of \(structure.name) is missing")
            }
        }
        for rule in structure.rules { check(rule, node, structure) }
    }

    /// A property that the table does not have.
    private mutating func checkUnknown(_ key: String, name: Int, _ structure: STIXStructure) {
        let value = name + 1
        guard STIXForm.propertyName.holds(key) else {
            return note(
                .badPropertyName, value,
                "\"\(document.excerpt(of: name))\" is not a property's name: it takes \(STIXForm.propertyName.requirement)")
        }
        if STIXSchema.reservedProperties.contains(key) {
            note(.reservedName, value, "the name \"\(key)\" is kept by the standard")
        }
        checkAny(value)
        // Nothing is known about the properties of a type that the standard does not have.
        guard let current, !current.extendsTop, STIXSchema.structure(of: current.type) != nil,
            customNoted.insert("property \(current.type) \(structure.name) \(key)").inserted
        else { return }
        note(.customProperty, value, "\(structure.name) has no property \"\(excerpt(key.utf8))\" in the standard")
    }

    /// What holds for any value: no null, no empty list, all the way down.
    mutating func checkAny(_ node: Int) {
        for index in node..<Int(document.nodes[node].next) {
            switch document.kind(index) {
            case .null: note(.nullValue, index, "null is not a value of STIX")
            case .array where Int(document.nodes[index].next) == index + 1: note(.emptyList, index, "the list is empty")
            default: break
            }
        }
    }

    // MARK: Reading

    /// The node of a member whose name is known at run time only.
    func member(_ key: String, of node: Int) -> Int? {
        var name = node + 1
        let end = Int(document.nodes[node].next)
        var key = key
        return key.withUTF8 { wanted in
            while name < end {
                let value = name + 1
                let found = document.nodes[name]
                if found.hasEscapes {
                    if document.text(name).utf8.elementsEqual(wanted) { return value }
                } else if Int(found.end) - Int(found.start) - 2 == wanted.count {
                    let start = Int(found.start) + 1
                    var isSame = true
                    for offset in 0..<wanted.count where document.bytes[start + offset] != wanted[offset] {
                        isSame = false
                        break
                    }
                    if isSame { return value }
                }
                name = Int(document.nodes[value].next)
            }
            return nil
        }
    }

    /// The values of an object's members, in order.
    func values(of node: Int) -> [Int] {
        var values: [Int] = []
        var name = node + 1
        while name < Int(document.nodes[node].next) {
            values.append(name + 1)
            name = Int(document.nodes[name + 1].next)
        }
        return values
    }

    /// Whether a value is of a kind; notes it when it is not.
    mutating func expect(_ kind: JSONDocument.Kind, _ node: Int) -> Bool {
        let found = document.kind(node)
        guard found != kind else { return true }
        if found == .null {
            note(.nullValue, node, "null is not a value of STIX")
        } else {
            note(.wrongKind, node, "\(kind.words) is required here, not \(found.words)")
        }
        return false
    }
}
