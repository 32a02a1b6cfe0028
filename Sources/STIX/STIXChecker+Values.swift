/// Single values against their shapes (STIX 2.1 §2).
extension STIXChecker {
    mutating func check(_ node: Int, _ shape: STIXShape) {
        switch shape {
        case .ownType: _ = expect(.string, node)
        case .ownIdentifier: checkOwnIdentifier(node, type: current?.type ?? "")
        case .version: checkVersion(node)
        case .any: checkAny(node)
        case .boolean: _ = expect(.boolean, node)
        case .integer(let range): checkInteger(node, range)
        case .float(let range): checkFloat(node, range)
        case .list(let element): checkList(node, element)
        case .structure(let structure): checkStructure(node, structure)
        case .dictionary(let value): checkDictionary(node, value)
        case .keyed(let form, let value): checkDictionary(node, value, keys: form)
        case .hashes: checkHashes(node)
        case .extensions(let known): checkExtensions(node, known)
        case .string, .form, .timestamp, .milliseconds, .seconds, .hex, .binary, .enumeration, .vocabulary, .reference:
            if expect(.string, node) { checkText(node, shape) }
        }
    }

    private mutating func checkText(_ node: Int, _ shape: STIXShape) {
        switch shape {
        case .form(let form):
            if current?.isDefanged == true, form.isAddress { return }
            guard !form.holds(document.text(node)) else { return }
            let code: STIXFinding.Code = form.isSuggested ? .uncommonForm : .badForm
            note(code, node, "\"\(document.excerpt(of: node))\" is not \(form.requirement)")
        case .timestamp: checkTimestamp(node, isPrecise: false)
        case .milliseconds: checkTimestamp(node, isPrecise: true)
        case .seconds:
            checkTimestamp(node, isPrecise: false)
            if document.text(node).utf8.contains(0x2E) {
                note(.badForm, node, "\"\(document.excerpt(of: node))\" has a fraction of a second, which this timestamp must not have")
            }
        case .hex:
            let text = Array(document.text(node).utf8)
            guard text.isEmpty || text.count % 2 != 0 || !text.allSatisfy(STIXForm.isHex) else { return }
            note(.badHex, node, "\"\(document.excerpt(of: node))\" is not an even number of hexadecimal digits")
        case .binary:
            guard !STIXGrammar.isBase64(Array(document.text(node).utf8)) else { return }
            note(.badBinary, node, "the value is not base 64")
        case .enumeration(let vocabulary):
            guard !vocabulary.words.contains(document.text(node)) else { return }
            note(.notInEnumeration, node, "\"\(document.excerpt(of: node))\" is not in \(vocabulary.name)")
        case .vocabulary(let vocabulary):
            guard !vocabulary.words.contains(document.text(node)) else { return }
            note(.notInVocabulary, node, "\"\(document.excerpt(of: node))\" is not in \(vocabulary.name)")
        case .reference(let targets): checkReference(node, targets)
        default: break
        }
    }

    private mutating func checkTimestamp(_ node: Int, isPrecise: Bool) {
        let text = Array(document.text(node).utf8)
        guard STIXGrammar.isTimestamp(text[...]) else {
            return note(.badTimestamp, node, "\"\(document.excerpt(of: node))\" is not a timestamp in UTC")
        }
        if isPrecise, text.count < 24 {
            note(.timestampPrecision, node, "\"\(document.excerpt(of: node))\" has no thousandths of a second")
        }
    }

    mutating func checkVersion(_ node: Int) {
        guard expect(.string, node), !document.text(node, equals: "2.1") else { return }
        if document.text(node, equals: "2.0") {
            note(.version20, node, "the object is STIX 2.0")
        } else {
            note(.unknownVersion, node, "\"\(document.excerpt(of: node))\" is not a version of STIX that this is")
        }
    }

    private mutating func checkInteger(_ node: Int, _ range: ClosedRange<Int>) {
        guard expect(.number, node) else { return }
        let text = String(decoding: document.bytes[document.range(node)], as: UTF8.self)
        guard let value = Int(text) ?? Double(text).flatMap({ Int(exactly: $0) }) else {
            return note(.notWhole, node, "\(document.excerpt(of: node)) is not a whole number within 53 bits")
        }
        guard !range.contains(value) else { return }
        note(.outOfRange, node, "\(document.excerpt(of: node)) is not from \(range.lowerBound) to \(range.upperBound)")
    }

    private mutating func checkFloat(_ node: Int, _ range: ClosedRange<Double>) {
        guard expect(.number, node) else { return }
        let text = String(decoding: document.bytes[document.range(node)], as: UTF8.self)
        guard let value = Double(text), range.contains(value) else {
            let bounds = range.upperBound < 1_000 ? " from \(Int(range.lowerBound)) to \(Int(range.upperBound))" : " within 64 bits"
            return note(.outOfRange, node, "\(document.excerpt(of: node)) is not a number\(bounds)")
        }
    }

    private mutating func checkList(_ node: Int, _ element: STIXShape) {
        guard expect(.array, node) else { return }
        var isEmpty = true
        for value in document.elements(of: node) {
            isEmpty = false
            check(value, element)
        }
        if isEmpty { note(.emptyList, node, "the list is empty") }
    }

    mutating func checkStructure(_ node: Int, _ structure: STIXStructure) {
        guard expect(.object, node) else { return }
        check(members: node, structure)
    }

    private mutating func checkDictionary(_ node: Int, _ value: STIXShape?, keys form: STIXForm? = nil) {
        guard expect(.object, node) else { return }
        var name = node + 1
        while name < Int(document.nodes[node].next) {
            let key = document.text(name)
            if let form {
                if !form.holds(key) {
                    note(.badKey, name + 1, "the key \"\(document.excerpt(of: name))\" is not \(form.requirement)")
                }
            } else if !STIXForm.isKey(Array(key.utf8)) {
                note(.badKey, name + 1, "the key \"\(document.excerpt(of: name))\" has other than letters, digits, hyphens and underscores")
            }
            if let value { check(name + 1, value) } else { checkAny(name + 1) }
            name = Int(document.nodes[name + 1].next)
        }
        if name == node + 1 { note(.emptyDictionary, node, "the dictionary is empty") }
    }

    private mutating func checkHashes(_ node: Int) {
        guard expect(.object, node) else { return }
        var name = node + 1
        while name < Int(document.nodes[node].next) {
            let value = name + 1
            let key = document.text(name)
            if !STIXForm.isKey(Array(key.utf8)) || key.utf8.count < 3 {
                note(.badKey, value, "the key \"\(document.excerpt(of: name))\" is not a name of a hash algorithm")
            } else if !STIXVocabulary.hashAlgorithm.words.contains(key), !key.hasPrefix("x_") {
                note(.uncommonHash, value, "\"\(document.excerpt(of: name))\" is not in \(STIXVocabulary.hashAlgorithm.name)")
            }
            if expect(.string, value), !STIXGrammar.isHash(Array(document.text(value).utf8), of: key) {
                note(.badHash, value, "the value is not spelled as a hash of \(document.excerpt(of: name)) is")
            }
            name = Int(document.nodes[value].next)
        }
        if name == node + 1 { note(.emptyDictionary, node, "the dictionary is empty") }
    }

    // MARK: Identifiers

    mutating func checkOwnIdentifier(_ node: Int, type: String) {
        guard expect(.string, node), let found = readIdentifier(node) else { return }
        guard found.type == type else {
            return note(.identifierOfOtherType, node, "the identifier must begin with \"\(excerpt(type.utf8))--\"")
        }
        let isObservable = STIXTargets.observableTypes.contains(type)
        guard !isObservable, STIXSchema.structure(of: type) != nil || type == "bundle", found.version != 4 else { return }
        guard STIXMarking.standard[document.text(node).lowercased()] == nil else { return }
        note(.uncommonUUIDVersion, node, "the UUID is of version \(found.version), where the standard suggests 4")
    }

    private mutating func checkReference(_ node: Int, _ targets: STIXTargets) {
        if let container = current?.container {
            guard let type = container[document.text(node)] else {
                return note(.badIdentifier, node, "\"\(document.excerpt(of: node))\" is no key of the objects around it")
            }
            if !targets.allow(type) { note(.wrongTarget, node, "\(targets.words) is required here, not \(excerpt(type.utf8))") }
            return
        }
        guard let found = readIdentifier(node), !targets.allow(found.type) else { return }
        note(.wrongTarget, node, "\(targets.words) is required here, not \(excerpt(found.type.utf8))")
    }

    /// The type and the UUID's version of an identifier; notes one that is ill-formed.
    private mutating func readIdentifier(_ node: Int) -> (type: String, version: Int)? {
        let text = Array(document.text(node).utf8)
        guard let type = STIXGrammar.identifierType(text[...]) else {
            note(.badIdentifier, node, "\"\(document.excerpt(of: node))\" is not an identifier of the form type--UUID")
            return nil
        }
        let uuid = text.suffix(36)
        let version = JSONText.hexadecimal(uuid[(uuid.startIndex + 14)..<(uuid.startIndex + 15)]) ?? 0
        let variant = JSONText.hexadecimal(uuid[(uuid.startIndex + 19)..<(uuid.startIndex + 20)]) ?? 0
        guard (1...8).contains(version), (8...11).contains(variant) else {
            note(.badIdentifier, node, "\"\(document.excerpt(of: node))\" has a UUID that RFC 9562 does not have")
            return nil
        }
        return (String(decoding: type, as: UTF8.self), Int(version))
    }
}
