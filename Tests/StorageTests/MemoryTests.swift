import Testing

@testable import Storage

@Suite("A store at rest needs little memory")
struct MemoryTests {
    let directory = TemporaryDirectory()

    @Test("Pages are given back on request, and everything is still there")
    func released() throws {
        let store = try Store(path: directory.path)
        for number in 0..<8 { try store.set("setting \(number)", to: octets(500_000, seed: number)) }
        #expect(try store.pageCacheOctets() > 2_000_000)
        store.releaseMemory()
        #expect(try store.pageCacheOctets() < 200_000)
        #expect(try store.setting("setting 7") == octets(500_000, seed: 7))
        try store.set("setting 8", to: [8])
        #expect(try store.setting("setting 8") == [8])
    }

    @Test("A closed store has nothing to give back")
    func closed() throws {
        let store = try Store(path: directory.path)
        store.close()
        store.releaseMemory()
        #expect(throws: StorageError.closed) { try store.pageCacheOctets() }
    }
}
