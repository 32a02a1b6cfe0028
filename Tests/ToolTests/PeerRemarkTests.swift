import Exchange
import Testing

@testable import Tool

@Suite("What the tool says of peers")
struct PeerRemarkTests {
    private func peer(_ organisation: String, _ remarks: [PeerRemark]) -> PeerReport {
        PeerReport(
            node: "0123456789abcdef", organisation: organisation, address: "", direction: "outbound", session: "full", agent: "",
            journalsBehind: 0, connectedSince: "", entriesReceived: 0, entriesRepeated: 0, remarks: remarks)
    }

    @Test("Each remark is a line with how often, when last and until when; who has none has no lines")
    func lines() {
        let lines = PeerRemarks([
            peer("Quiet Bank", []),
            peer(
                "City Telecom",
                [
                    PeerRemark(code: "asked-last", sentence: "Is asked last.", until: "2026-01-01T00:00:30Z"),
                    PeerRemark(code: "closed-silent", sentence: "Closed here: it was silent.", count: 3, last: "2026-01-01T00:00:00Z"),
                ]),
        ]).lines
        #expect(lines.count == 4 && lines[0].isEmpty)
        #expect(lines[1].hasPrefix("City Telecom, node 0123"))
        #expect(lines[2] == "  Is asked last. Until 2026-01-01T00:00:30Z.")
        #expect(lines[3] == "  Closed here: it was silent. 3 times. Last at 2026-01-01T00:00:00Z.")
    }

    @Test("An organisation's name cannot write on the terminal")
    func escapes() {
        let lines = PeerRemarks([peer("\u{1B}[31mred\n", [PeerRemark(code: "a", sentence: "b.")])]).lines
        #expect(lines.allSatisfy { !$0.contains("\u{1B}") && !$0.contains("\n") })
    }
}
