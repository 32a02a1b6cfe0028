import Testing
import Wire

/// The four octets before every message (specification chapter 6).
@Suite struct FrameTests {
    @Test("The length stands first, big-endian, then the payload as it is", arguments: [0, 1, 255, 256, 65_536, WireLimits.frameOctetsMax])
    func encode(_ count: Int) {
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let frame = Frame.encode(payload)
        #expect(frame.count == Frame.lengthOctets + count)
        #expect(frame.prefix(4).reduce(0) { $0 << 8 | Int($1) } == count)
        #expect(frame.dropFirst(4).elementsEqual(payload))
    }

    @Test("Building a frame above the limit stops the process")
    func tooLong() async {
        await #expect(processExitsWith: .failure) {
            _ = Frame.encode([UInt8](repeating: 0, count: WireLimits.frameOctetsMax + 1))
        }
    }
}
