import Groups
import Policy
import STIX
import Wire

/// An object as the search index holds it: the terms by which it is found, each once, and its labels.
struct IndexedObject: Equatable, Sendable {
    let terms: TermList
    let labels: [String]

    /// What an item says of all its objects.
    struct Surroundings {
        var title: String
        var tlp: UInt8
        var group: GroupTag
        /// Whose it is; `nil` when readers must not be told.
        var author: OrganisationID?
        var created: Int64
    }

    /// The object, read from its own octets; one of an item's objects is found by the item's title, too.
    init(_ octets: ArraySlice<UInt8>, type: String, isTitled: Bool, in item: Surroundings) {
        let digest = STIXDigest(reading: octets)
        var terms = TermTable(capacity: 96)
        func note(_ fact: [UInt8]) { _ = terms.insert(fact.span) }
        note(SearchTerm.type(type))
        note(SearchTerm.mark(item.tlp))
        note(SearchTerm.group(item.group))
        note(SearchTerm.month(of: item.created))
        if let author = item.author { note(SearchTerm.author(author)) }
        var room = StorageLimits.searchWordsPerObjectMax
        func add(_ text: String, asName: Bool) {
            SearchTokenizer.each(of: text) { word, _, _ in
                guard room > 0 else { return }
                if terms.insert(word).isNew { room -= 1 }
                if asName { note(SearchTerm.inName(word)) }
            }
        }
        if isTitled { add(item.title, asName: true) }
        for name in digest?.names ?? [] { add(name, asName: true) }
        for value in digest?.values ?? [] {
            note(SearchTerm.value(value))
            note(SearchTerm.whole(value))
            add(value.text, asName: false)
        }
        for text in digest?.texts ?? [] { add(text, asName: false) }
        for label in digest?.labels ?? [] {
            note(SearchTerm.label(label))
            add(label, asName: false)
        }
        for reference in digest?.references ?? [] where reference.property != "created_by_ref" {
            note(SearchTerm.reference(to: reference.target))
        }
        self.terms = terms.terms
        labels = digest?.labels ?? []
    }
}

extension OpenedItem {
    /// Reads the objects for the search index, so that whoever writes the item need not do it while others wait; call when all else is set.
    public mutating func prepareIndex() { indexed = indexedObjects }

    /// Whether it may be found: something to read, in order, and not kept aside.
    var isFindable: Bool {
        isAccepted && !objects.isEmpty && (held == nil || held?.scope == .unpublished)
            && (kind == ItemKind.bundle.rawValue || kind == ItemKind.reshare.rawValue)
    }

    /// Which of an item's objects is found by the item's title: the one from whose name that was taken, else the first.
    static func titled(_ names: [String?], _ title: String) -> Int { names.firstIndex { $0 == title } ?? 0 }

    var indexedObjects: [IndexedObject] {
        guard isFindable else { return [] }
        let owner = reshared?.version.organisation ?? organisation
        let item = IndexedObject.Surroundings(
            title: title, tlp: tlp, group: group, author: terms.attribution == .allowed ? owner : nil, created: created)
        let titled = Self.titled(objects.map(\.name), title)
        return objects.enumerated().map { ordinal, object in
            let range = object.range.clamped(to: content.indices)
            return IndexedObject(content[range], type: object.type, isTitled: ordinal == titled, in: item)
        }
    }
}
