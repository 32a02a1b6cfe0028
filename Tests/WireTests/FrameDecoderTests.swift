import Testing
import Wire

@Suite struct FrameDecoderTests {
    private func decode(_ stream: [UInt8], pieces: Int) throws -> (frames: [[UInt8]], isInsideFrame: Bool) {
        var decoder = FrameDecoder()
        var frames: [[UInt8]] = []
        for start in stride(from: 0, to: stream.count, by: pieces) {
            let piece = Array(stream[start..<min(start + pieces, stream.count)])
            try piece.withUnsafeBytes { try decoder.decode($0, into: &frames) }
        }
        return (frames, decoder.isInsideFrame)
    }

    @Test("Frames come out the same however the stream is cut", arguments: [1, 2, 3, 4, 5, 7, 64, 1_000, .max / 2])
    func pieces(size: Int) throws {
        let payloads: [[UInt8]] = [[7], [1, 2, 3], Array(repeating: 9, count: 300), [0, 0, 0, 0], Array(repeating: 1, count: 70_000)]
        let result = try decode(payloads.flatMap(Frame.encode), pieces: size)
        let isEqual = result.frames == payloads
        #expect(isEqual)
        #expect(!result.isInsideFrame)
    }

    @Test("A frame of exactly the limit is accepted")
    func largest() throws {
        let payload = [UInt8](repeating: 5, count: WireLimits.frameOctetsMax)
        let isEqual = try decode(Frame.encode(payload), pieces: 16_384).frames == [payload]
        #expect(isEqual)
    }

    @Test("A length above the limit is refused when its four octets are there, before any payload", arguments: [1, 4])
    func tooLong(pieces: Int) {
        #expect(throws: FrameError.tooLong) { try decode([0x00, 0x10, 0x00, 0x01], pieces: pieces) }
        #expect(throws: FrameError.tooLong) { try decode([0xFF, 0xFF, 0xFF, 0xFF], pieces: pieces) }
    }

    @Test("A frame without octets is refused, and the frames before it are kept")
    func empty() {
        var decoder = FrameDecoder()
        var frames: [[UInt8]] = []
        let stream = Frame.encode([1]) + [0, 0, 0, 0]
        #expect(throws: FrameError.empty) { try stream.withUnsafeBytes { try decoder.decode($0, into: &frames) } }
        #expect(frames == [[1]])
    }

    @Test("An end inside a frame is noticed at every place", arguments: 1..<7)
    func truncated(kept: Int) throws {
        #expect(try decode(Array(Frame.encode([1, 2, 3]).prefix(kept)), pieces: 100).isInsideFrame)
    }
}
