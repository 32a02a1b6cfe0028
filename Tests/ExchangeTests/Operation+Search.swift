import Exchange

extension Operation {
    private static let asked = SearchRequest(
        "勒索 \"a & b\" -tlp:red #1?", saved: "n/1", isNewestFirst: true, limit: 7, cursor: "n1f", wantsFacets: true)
    private static let object = "indicator--0a1b%/ü"

    static let search: [Operation] = [
        Operation(arrives: "search \(asked) as \(person)") { try await $0.search(asked, as: .person(person)) == FakeNode.found },
        Operation(arrives: "search \(SearchRequest("")) as -") { try await $0.search(SearchRequest(""), as: nil) == FakeNode.found },
        Operation(arrives: "savedSearches") { try await $0.savedSearches() == [FakeNode.savedSearch] },
        Operation(arrives: "saveSearch n: 勒索 -tlp:red") {
            try await $0.saveSearch(SearchSaving(name: "n", query: "勒索 -tlp:red")) == [FakeNode.savedSearch]
        },
        Operation(arrives: "removeSearch n/1 ü") { try await $0.removeSearch("n/1 ü") == [] },
        Operation(arrives: "versions \(object) 7 as \(person)") {
            try await $0.versions(ofObject: object, limit: 7, as: .person(person)) == [FakeNode.objectVersion]
        },
        Operation(arrives: "graph \(object) 3 as -") { try await $0.graph(around: object, depth: 3, as: nil) == FakeNode.graphReport },
        Operation(arrives: "correlate hxxp://a[.]b/?c=d&e 7 as \(person)") {
            try await $0.correlate("hxxp://a[.]b/?c=d&e", limit: 7, as: .person(person)) == FakeNode.correlation
        },
    ]
}
