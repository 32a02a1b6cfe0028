import Policy

/// What the marking definitions of a bundle mean in TLP, the standard's own included.
struct STIXMarking {
    /// The fixed identifiers of TLP 2.0 (its STIX extension) and TLP 1 (STIX 2.1 §7.2.1.4).
    static let standard: [String: TLP] = [
        "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487": .clear,
        "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb": .green,
        "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421": .amber,
        "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003": .amberStrict,
        "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1": .red,
        "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": .clear,
        "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": .green,
        "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": .amber,
        "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": .red,
    ]

    /// TLP by definition, the standard's and the bundle's.
    private var meanings = standard
    /// References that are not TLP, each once, in the order of the file.
    private(set) var others: [String] = []
    private var seenOthers: Set<String> = []

    /// Learns what an embedded marking definition means and gives its marks, strictest last; none if it is not about TLP.
    mutating func learn(_ object: Int, in document: JSONDocument) throws(STIXError) -> [TLP] {
        guard let idNode = document.member("id", of: object), document.kind(idNode) == .string else { return [] }
        let id = document.text(idNode).lowercased()
        var found: Set<TLP> = []
        if let standard = Self.standard[id] { found.insert(standard) }
        if let type = document.member("definition_type", of: object), document.kind(type) == .string, document.text(type, equals: "tlp") {
            found.insert(try colour("tlp", in: document.member("definition", of: object), of: object, document))
        }
        if let extensions = document.member("extensions", of: object), document.kind(extensions) == .object,
            let second = document.member("extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d", of: extensions)
        {
            found.insert(try colour("tlp_2_0", in: second, of: object, document))
        }
        if let strictest = found.max() { meanings[id] = max(strictest, meanings[id] ?? strictest) }
        return found.sorted()
    }

    /// Reads the colour in `holder.name`; a TLP definition without a readable one is refused, never ignored.
    private func colour(_ name: StaticString, in holder: Int?, of object: Int, _ document: JSONDocument) throws(STIXError) -> TLP {
        guard let holder else { throw .missing(property: "definition", at: document.place(of: object)) }
        guard document.kind(holder) == .object else {
            throw .wrongKind(found: document.kind(holder).words, expected: "an object", at: document.place(of: holder))
        }
        guard let value = document.member(name, of: holder) else {
            throw .missing(property: "\(name)", at: document.place(of: holder))
        }
        guard document.kind(value) == .string, let tlp = TLP(parsing: document.text(value)) else {
            throw .unknownTLP(found: document.excerpt(of: value), at: document.place(of: value))
        }
        return tlp
    }

    /// The TLP marks that an object's properties refer to: on the whole of it and on parts.
    mutating func marks(on object: Int, in document: JSONDocument) throws(STIXError) -> Set<TLP> {
        var marks: Set<TLP> = []
        if let references = document.member("object_marking_refs", of: object) {
            try require(.array, references, document)
            for reference in document.elements(of: references) { try add(reference, document, to: &marks) }
        }
        if let granular = document.member("granular_markings", of: object) {
            try require(.array, granular, document)
            for marking in document.elements(of: granular) {
                try require(.object, marking, document)
                if let reference = document.member("marking_ref", of: marking) { try add(reference, document, to: &marks) }
            }
        }
        return marks
    }

    private mutating func add(_ reference: Int, _ document: JSONDocument, to marks: inout Set<TLP>) throws(STIXError) {
        try require(.string, reference, document)
        let written = document.text(reference)
        guard let type = STIXGrammar.identifierType(Array(written.utf8)[...]) else {
            throw .badIdentifier(found: document.excerpt(of: reference), at: document.place(of: reference))
        }
        guard type.elementsEqual("marking-definition".utf8) else {
            throw .identifierOfOtherType(
                found: document.excerpt(of: reference), expected: "marking-definition", at: document.place(of: reference))
        }
        // A UUID is the same in either case; a mark must not get lost in one.
        if let tlp = meanings[written.lowercased()] {
            marks.insert(tlp)
        } else if seenOthers.insert(written).inserted {
            others.append(written)
        }
    }

    private func require(_ kind: JSONDocument.Kind, _ node: Int, _ document: JSONDocument) throws(STIXError) {
        guard document.kind(node) == kind else {
            throw .wrongKind(found: document.kind(node).words, expected: kind.words, at: document.place(of: node))
        }
    }
}
