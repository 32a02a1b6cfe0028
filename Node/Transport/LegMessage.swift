package import Sodium
package import Wire

/// What is said on a leg before it is joined (specification chapter 7); after that, frames are octets of somebody else's TLS.
package enum LegMessage: Equatable, Sendable {
    /// A node asks the relay to join it with another.
    case call(NodeID)
    /// A node that was told of a call takes it.
    case answer(ticket: Octets16)
    /// The relay has joined the two legs.
    case joined
    /// The relay does not join this leg; the sentence is for people.
    case refused(RelayRefusal, text: String)

    private enum Number {
        static let call: UInt8 = 0
        static let answer: UInt8 = 1
        static let joined: UInt8 = 2
        static let refused: UInt8 = 3
    }

    /// The payload of the frame that carries this message.
    package func encoded() -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 32)
        switch self {
        case .call(let callee):
            writer.array(2)
            writer.unsigned(Number.call)
            writer.identifier(callee)
        case .answer(let ticket):
            writer.array(2)
            writer.unsigned(Number.answer)
            writer.octets(ticket)
        case .joined:
            writer.array(1)
            writer.unsigned(Number.joined)
        case .refused(let refusal, let text):
            writer.array(3)
            writer.unsigned(Number.refused)
            writer.unsigned(refusal.rawValue)
            writer.text(text)
        }
        return writer.bytes
    }

    /// Reads one frame's payload, strictly: there are no other messages on a leg of this version.
    package init(decoding payload: ArraySlice<UInt8>) throws(LegError) {
        var reader = CBORReader(payload)
        do throws(CBORError) {
            self = try Self.read(&reader)
            try reader.end()
        } catch {
            throw .legMalformed
        }
    }

    private static func read(_ reader: inout CBORReader) throws(CBORError) -> LegMessage {
        let count = try reader.array(limit: 3)
        let number: UInt8 = try reader.unsigned(UInt8.self)
        switch (number, count) {
        case (Number.call, 2): return .call(try reader.octets())
        case (Number.answer, 2): return .answer(ticket: try reader.octets())
        case (Number.joined, 1): return .joined
        case (Number.refused, 3):
            guard let refusal = RelayRefusal(rawValue: try reader.unsigned(UInt8.self)) else { throw .invalidValue }
            return .refused(refusal, text: try reader.text(limit: TransportLimits.legTextOctetsMax))
        default: throw .invalidValue
        }
    }
}
