import Exchange

extension Operation {
    private static let request = ShareRequest(
        to: .group("a b"), tlp: "green", pap: "amber", title: "漢", expires: "30d", resharing: "never", unattributed: true, holdSeconds: 30)

    static let life: [Operation] = [
        Operation(arrives: "correct 0f0f0f 3 \(request)") { try await $0.correct("0f0f0f", [1, 2, 3], request) == FakeNode.share },
        Operation(arrives: "retract 0f0f0f: a “b”\n") {
            try await $0.retract("0f0f0f", RetractionRequest(reason: "a “b”\n")) == FakeNode.retraction
        },
        Operation(arrives: "declassify 0f0f0f \(request)") { try await $0.declassify("0f0f0f", request) == FakeNode.share },
        Operation(arrives: "reshare 0f0f0f \(request) as -") { try await $0.reshare("0f0f0f", request, as: nil) == FakeNode.share },
        Operation(arrives: "reshare 0f0f0f \(request) as \(person)") {
            try await $0.reshare("0f0f0f", request, as: .person(person)) == FakeNode.share
        },
        Operation(arrives: "history 0f0f0f as \(person)") { try await $0.history(of: "0f0f0f", as: .person(person)) == FakeNode.history },
        Operation(arrives: "accept 0f0f0f") { try await $0.accept("0f0f0f") == FakeNode.item },
        Operation(arrives: "outgoing 7") { try await $0.outgoing(limit: 7) == [FakeNode.outgoing] },
        Operation(arrives: "outgoingContent 2a") { try await $0.outgoingContent("2a") == FakeNode.proof },
        Operation(arrives: "cancel 2a") { try await $0.cancel("2a") == FakeNode.outgoing },
        Operation(arrives: "approve 2a 00ff 11ee") {
            try await $0.approve("2a", ApprovalSubmission(statement: "00ff", signature: "11ee")) == FakeNode.outgoing
        },
        Operation(arrives: "contribute 3 \(request) to City & Telecom") {
            try await $0.contribute([1, 2, 3], request, to: "City & Telecom") == FakeNode.share
        },
        Operation(arrives: "contributions") { try await $0.contributions() == [FakeNode.contribution] },
        Operation(arrives: "contribution 3a") { try await $0.contribution("3a") == FakeNode.proof },
        Operation(arrives: "issue 3a \(request)") { try await $0.issue("3a", request) == FakeNode.share },
        Operation(arrives: "policy") { try await $0.policy() == FakeNode.policyReport },
        Operation(arrives: "explain 3 \(request)") { try await $0.explain([1, 2, 3], request) == FakeNode.explanation },
    ]
}
