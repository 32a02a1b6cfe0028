/// Why a stream of octets is not a stream of frames (specification chapter 6). Each ends the connection.
public enum FrameError: String, Error, Equatable, Sendable, CustomStringConvertible {
    /// A length above the decoder's limit: `WireLimits.frameOctetsMax`, and less on a leg to a relay (chapter 7).
    case tooLong
    /// A length of zero.
    case empty
    /// The stream ended inside a frame.
    case truncated

    public var description: String {
        switch self {
        case .tooLong: "A frame is longer than this connection allows; the most anywhere are \(WireLimits.frameOctetsMax) octets."
        case .empty: "A frame has no octets."
        case .truncated: "The connection ended inside a frame."
        }
    }
}

/// Cuts a stream of octets, arriving in any pieces, into the payloads of frames.
///
/// A length is judged as soon as its four octets are there, before any octet of its payload is kept.
/// Each payload is copied once, from the piece it arrived in to its own array. After an error the value is of no more use.
/// Holds at most one unfinished frame.
public struct FrameDecoder: Sendable {
    private let octetsMax: Int
    private var length: UInt32 = 0
    private var lengthOctetsRead = 0
    private var payload: [UInt8] = []
    private var missing = 0

    /// `octetsMax` is the length of the longest payload.
    public init(octetsMax: Int = WireLimits.frameOctetsMax) {
        self.octetsMax = octetsMax
    }

    /// Whether the octets so far end inside a frame.
    public var isInsideFrame: Bool { missing > 0 || lengthOctetsRead > 0 }

    /// Takes the next piece of the stream and appends the payloads that it completes, in order.
    public mutating func decode(_ piece: UnsafeRawBufferPointer, into frames: inout [[UInt8]]) throws(FrameError) {
        var position = 0
        while position < piece.count {
            if missing == 0 {
                length = length << 8 | UInt32(piece[position])
                lengthOctetsRead += 1
                position += 1
                if lengthOctetsRead == Frame.lengthOctets { try begin() }
            } else {
                let taken = min(missing, piece.count - position)
                payload.append(contentsOf: UnsafeRawBufferPointer(rebasing: piece[position..<position + taken]))
                position += taken
                missing -= taken
                if missing == 0 {
                    frames.append(payload)
                    payload = []
                }
            }
        }
    }

    private mutating func begin() throws(FrameError) {
        guard length <= UInt32(octetsMax) else { throw .tooLong }
        guard length > 0 else { throw .empty }
        missing = Int(length)
        payload.reserveCapacity(missing)
        length = 0
        lengthOctetsRead = 0
    }
}
