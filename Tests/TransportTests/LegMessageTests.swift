import Foundation
import Sodium
import Testing
import Vectors
import Wire

@testable import Transport

/// What is said on a leg before it is joined (specification 7.8).
@Suite("A message of a leg")
struct LegMessageTests {
    @Test("agrees with the vectors", arguments: try VectorFile.all(in: "relay"))
    func vectors(_ vector: VectorFile) throws {
        let payload = try vector.octets("payload")
        guard vector.expect == "success" else {
            let error = #expect(throws: LegError.self, "\(vector.name)") { try LegMessage(decoding: payload[...]) }
            #expect(error?.rawValue == vector.expect, "\(vector.name)")
            return
        }
        let message = try LegMessage(decoding: payload[...])
        #expect(message == (try Self.message(of: vector)))
        #expect(message.encoded() == payload)
    }

    private static func message(of vector: VectorFile) throws -> LegMessage {
        switch try vector.number("number") {
        case 0: return .call(NodeID(try vector.octets("node", as: Octets16.self)))
        case 1: return .answer(ticket: try vector.octets("ticket"))
        case 2: return .joined
        default:
            let refusal = try #require(RelayRefusal(rawValue: UInt8(try vector.number("code"))))
            return .refused(refusal, text: String(decoding: try vector.octets("text"), as: UTF8.self))
        }
    }

    @Test("cut short anywhere is refused, and so is one with an octet more", arguments: try VectorFile.all(in: "relay"))
    func cut(_ vector: VectorFile) throws {
        guard vector.expect == "success" else { return }
        let payload = try vector.octets("payload")
        for count in payload.indices {
            #expect(throws: LegError.legMalformed) { try LegMessage(decoding: payload[..<count]) }
        }
        #expect(throws: LegError.legMalformed) { try LegMessage(decoding: (payload + [0])[...]) }
    }

    @Test("with one octet changed is refused or has one spelling", arguments: try VectorFile.all(in: "relay"))
    func changed(_ vector: VectorFile) throws {
        guard vector.expect == "success" else { return }
        let payload = try vector.octets("payload")
        for position in payload.indices {
            for octet in UInt8.min...UInt8.max where octet != payload[position] {
                var changed = payload
                changed[position] = octet
                guard let message = try? LegMessage(decoding: changed[...]) else { continue }
                #expect(message.encoded() == changed)
            }
        }
    }

    @Test("of refusal carries a sentence that fits, and the specification has every name, code and limit")
    func refusals() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "Protocol/Specification/7-transport.md"), encoding: .utf8)
        for refusal in RelayRefusal.allCases {
            let message = LegMessage.refused(refusal, text: refusal.description)
            #expect(try LegMessage(decoding: message.encoded()[...]) == message)
            #expect(text.contains("| \(refusal.rawValue) | `\(refusal.name)` |"))
        }
        for error in LegError.allCases { #expect(text.contains("`\(error.rawValue)`")) }
        for purpose in ConnectionPurpose.allCases { #expect(text.contains("`\(purpose.rawValue)`")) }
    }
}
