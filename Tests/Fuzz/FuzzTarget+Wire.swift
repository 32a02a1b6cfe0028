import Vectors
import Wire

/// Encoding, frames, messages (specification chapters 1 and 6).
extension FuzzTarget {
    static let wire = [
        FuzzTarget(
            name: "cbor", topics: [("message", ["payload"]), ("entry", ["compact", "header"]), ("roster", ["document"])],
            run: readItem),
        FuzzTarget(
            name: "frames", topics: [],
            more: {
                let payloads = ((try? VectorFile.all(in: "message")) ?? []).flatMap { $0.list("payload") }.filter {
                    (1..<4_000).contains($0.count)
                }
                return payloads.map { [UInt8($0.count % 251)] + Frame.encode($0) } + [[3] + payloads.prefix(8).flatMap(Frame.encode)]
            }, run: cutFrames),
        FuzzTarget(name: "message", topics: [("message", ["payload"])], run: readMessage),
    ]

    /// What is skipped as one item is what can be read piece by piece, and what is written anew is the same.
    @Sendable private static func readItem(_ input: [UInt8]) {
        var reader = CBORReader(input)
        let skipped = try? reader.item()
        var pieces = CBORReader(input)
        var writer = CBORWriter()
        let isRead = copy(&pieces, of: input, depth: 8, into: &writer)
        hold((skipped != nil) == isRead, "an item is skipped exactly when it can be read")
        guard let skipped else { return }
        hold(Array(skipped) == writer.bytes, "an item that was read is written as it was")
        hold(reader.remaining == pieces.remaining, "skipping and reading end at the same place")
    }

    @Sendable private static func copy(_ reader: inout CBORReader, of input: [UInt8], depth: Int, into writer: inout CBORWriter) -> Bool {
        guard depth > 0, reader.remaining > 0 else { return false }
        do throws(CBORError) {
            switch input[input.count - reader.remaining] >> 5 {
            case 0: writer.unsigned(try reader.unsigned())
            case 2: writer.byteString(try reader.byteString(limit: .max))
            case 3: writer.text(try reader.text(limit: .max))
            case 4:
                let count = try reader.array(limit: .max)
                writer.array(count)
                for _ in 0..<count {
                    guard copy(&reader, of: input, depth: depth - 1, into: &writer) else { return false }
                }
            default: writer.bool(try reader.bool())
            }
            return true
        } catch {
            return false
        }
    }

    /// A stream gives the same frames and the same error, and keeps as little, in whatever pieces it arrives.
    @Sendable private static func cutFrames(_ input: [UInt8]) {
        guard let first = input.first else { return }
        let stream = Array(input.dropFirst())
        let whole = Cut(stream, piece: max(stream.count, 1))
        for piece in [1, 1 + Int(first)] {
            let cut = Cut(stream, piece: piece)
            hold(cut == whole, "frames do not depend on the pieces, here of \(piece) octets")
        }
        guard whole.error == nil else { return }
        let written = whole.frames.flatMap(Frame.encode)
        hold(stream.starts(with: written), "frames are written as they were read")
        hold((written.count < stream.count) == whole.isInside, "what is behind the last frame is the beginning of another")
    }

    private struct Cut: Equatable {
        var frames: [[UInt8]] = []
        var error: FrameError?
        var isInside = false

        init(_ stream: [UInt8], piece: Int) {
            var decoder = FrameDecoder()
            var rest = stream[...]
            while !rest.isEmpty {
                let next = Array(rest.prefix(piece))
                rest = rest.dropFirst(piece)
                do {
                    try next.withUnsafeBytes { try decoder.decode($0, into: &frames) }
                } catch {
                    self.error = error as? FrameError
                    return
                }
            }
            isInside = decoder.isInsideFrame
        }
    }

    @Sendable private static func readMessage(_ input: [UInt8]) {
        guard let message = try? Message(decoding: input[...]) else { return }
        if case .unknown(let number) = message {
            // Its fields are skipped, so only its number is written.
            hold((try? Message(decoding: message.encoded()[...])) == message, "a message of the unknown number \(number) stays one")
        } else {
            hold(message.encoded() == input, "a message is written as it was read")
        }
    }
}
