import Sodium
import Testing

/// Guarded memory: what it holds, and what stops the process.
@Suite struct SecretOctetsTests {
    @Test("New octets are zero", arguments: [0, 1, 32, 4_096, 100_000])
    func zero(_ count: Int) {
        let made = SecretOctets(count: count)
        #expect(made.count == count)
        #expect(made.revealed == [UInt8](repeating: 0, count: count))
    }

    @Test("Moving octets in leaves an empty array")
    func moving() {
        var bytes: [UInt8] = [1, 2, 3]
        let moved = SecretOctets(moving: &bytes)
        #expect(bytes.isEmpty)
        #expect(moved.revealed == [1, 2, 3])
    }

    @Test("Moving leaves another holder's copy alone")
    func movingShared() {
        var bytes: [UInt8] = [1, 2, 3]
        let kept = bytes
        let moved = SecretOctets(moving: &bytes)
        #expect(kept == [1, 2, 3])
        #expect(moved.revealed == kept)
    }

    @Test("A copy is independent of its source")
    func copy() {
        var first = secret([1, 2, 3])
        let second = first.copy()
        first.withUnsafeMutableBytes { $0[0] = 9 }
        #expect(first.revealed == [9, 2, 3])
        #expect(second.revealed == [1, 2, 3])
    }

    @Test("Random octets differ each time")
    func random() {
        let first = SecretOctets.random(count: 32)
        let second = SecretOctets.random(count: 32)
        #expect(first.count == 32)
        #expect(first.revealed != second.revealed)
        #expect(first.revealed != [UInt8](repeating: 0, count: 32))
    }

    @Test("An error from the writing closure comes through, and the octets stay readable")
    func writingThrows() {
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            _ = try SecretOctets(count: 4, writtenBy: { _ in throw Stop() }).count
        }
        var octets = secret([1])
        #expect(throws: Stop.self) { try octets.withUnsafeMutableBytes { _ in throw Stop() } }
        octets.withUnsafeMutableBytes { $0[0] = 2 }
        #expect(octets.revealed == [2])
    }

    @Test("Reading one octet past the end stops the process")
    func overrun() async {
        await #expect(processExitsWith: .failure) {
            let made = SecretOctets(count: 32)
            let past = made.withUnsafeBytes { $0.baseAddress?.load(fromByteOffset: 32, as: UInt8.self) }
            print(past ?? 0)
        }
    }

    @Test("Octets are at rest again after they were written")
    func readOnlyAfterWriting() async {
        await #expect(processExitsWith: .failure) {
            var made = SecretOctets(count: 32)
            made.withUnsafeMutableBytes { $0[0] = 1 }
            made.withUnsafeBytes { UnsafeMutableRawPointer(mutating: $0.baseAddress)?.storeBytes(of: 2, as: UInt8.self) }
        }
    }

    @Test("Writing to octets at rest stops the process")
    func readOnlyAtRest() async {
        await #expect(processExitsWith: .failure) {
            let made = SecretOctets(count: 32)
            made.withUnsafeBytes { UnsafeMutableRawPointer(mutating: $0.baseAddress)?.storeBytes(of: 1, as: UInt8.self) }
        }
    }
}
