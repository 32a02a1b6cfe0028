import Testing

@testable import Daemon

/// When a node takes itself to be at rest.
@Suite("Rest after work")
struct RestTests {
    /// Processor time used in each minute, in milliseconds, and the minutes at whose end the node comes to rest.
    @Test(
        "A node comes to rest once after each time of work, and after its start",
        arguments: [
            ([0, 0, 0, 0], [1]),
            ([900, 30_000, 60_000, 500, 400], [3]),
            ([30_000, 100, 100, 30_000, 100, 100], [1, 4]),
            ([30_000, 30_000, 30_000], []),
        ] as [(minutes: [UInt64], rests: [Int])])
    func rests(minutes: [UInt64], rests: [Int]) {
        var watch = RestWatch()
        var found: [Int] = []
        var processor: UInt64 = 5_000
        for (number, used) in minutes.enumerated() {
            processor += used
            if watch.comesToRest(processor: processor, at: UInt64(number) * 60_000) { found.append(number) }
        }
        #expect(found == rests)
    }

    @Test("Two looks in one instant tell nothing")
    func sameInstant() {
        var watch = RestWatch()
        let looks = (0..<3).map { _ in watch.comesToRest(processor: 1, at: 7) }
        #expect(looks == [false, false, false])
    }
}
