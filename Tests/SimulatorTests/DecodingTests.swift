import Foundation
import Testing

@testable import Simulator

@Suite("Scenario files are read strictly")
struct DecodingTests {
    private func read(_ text: String) throws -> Scenario { try JSONDecoder().decode(Scenario.self, from: Data(text.utf8)) }

    @Test("What is left out has its default")
    func defaults() throws {
        let scenario = try read(#"{"nodes": 5, "links": {"loss": 0.1}, "faults": [{"what": "restore"}]}"#)
        #expect(scenario.nodes == 5)
        #expect(scenario.links.loss == 0.1)
        #expect(scenario.links.latencyMilliseconds == Scenario.Range(10, 50))
        #expect(scenario.faults.map(\.what) == [.restore])
        #expect(scenario.settle == 120)
    }

    @Test(
        "A name that means nothing, and numbers that cannot be, are refused",
        arguments: [
            #"{"node": 5}"#, #"{"links": {"los": 0.1}}"#, #"{"faults": [{"what": "flood"}]}"#, #"{"actors": [{"rule": "kind"}]}"#,
            #"{"syncMilliseconds": [5, 1]}"#, #"{"nodes": 1}"#, #"{"nodes": 4, "actors": [{"rule": "silent", "count": 4}]}"#,
            #"{"publications": {"grouped": 0.5}}"#, #"{"groups": [{"members": 99}]}"#,
        ])
    func refusals(text: String) {
        #expect(throws: DecodingError.self) { try read(text) }
    }
}
