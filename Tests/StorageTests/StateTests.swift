import Foundation
import Storage
import Testing

@Suite("Settings are kept as they were given")
struct StateTests {
    let directory = TemporaryDirectory()

    @Test("A setting is read back, replaced and removed, also after a restart", arguments: [0, 1, 100_000])
    func settings(count: Int) throws {
        var store = try Store(path: directory.path)
        #expect(try store.setting("keyring") == nil)
        try store.set("keyring", to: [9])
        try store.set("keyring", to: octets(count, seed: 1))
        store.close()
        store = try Store(path: directory.path)
        #expect(try store.setting("keyring") == octets(count, seed: 1))
        try store.set("keyring", to: nil)
        #expect(try store.setting("keyring") == nil)
    }

    @Test("Settings are listed by the beginning of their keys, in order, and no others")
    func prefix() throws {
        let store = try Store(path: directory.path)
        let keys = ["manifest/", "manifest/b", "manifest/a", "manifest/\u{10FFFF}z", "manifest0", "manifes", "Manifest/a", "é"]
        for (index, key) in keys.enumerated() { try store.set(key, to: [UInt8(index)]) }
        let listed = try store.settings(prefix: "manifest/")
        #expect(listed.map(\.key) == ["manifest/", "manifest/a", "manifest/b", "manifest/\u{10FFFF}z"])
        #expect(listed.map(\.value) == [[0], [2], [1], [3]])
        #expect(try store.settings(prefix: "manifest/c").isEmpty)
        #expect(try store.settings(prefix: "").count == keys.count)
        // The first octet of "é" alone is the beginning of no text.
        #expect(try store.settings(prefix: "e").isEmpty)
    }

    @Test("A setting that is removed is gone, and removing it again says so")
    func removed() throws {
        let store = try Store(path: directory.path)
        try store.set("a", to: [1])
        try store.set("ab", to: [2])
        #expect(try store.removeSetting("a"))
        #expect(try !store.removeSetting("a"))
        #expect(try store.settings(prefix: "").map(\.key) == ["ab"])
    }

    @Test("What was removed or replaced stands in no file any more", arguments: [40, 20_000])
    func erased(count: Int) throws {
        let store = try Store(path: directory.path)
        var generator = SystemRandomNumberGenerator()
        let (removed, replaced, kept) = (generator.octets(count), generator.octets(count), generator.octets(count))
        try store.set("removed", to: removed)
        try store.set("replaced", to: replaced)
        #expect(try files(hold: removed.prefix(32)) && files(hold: replaced.suffix(32)))
        try store.set("replaced", to: kept)
        try store.removeSetting("removed")
        #expect(try store.eraseTraces())
        for piece in [removed.prefix(32), removed.suffix(32), replaced.prefix(32), replaced.suffix(32)] {
            #expect(try !files(hold: piece))
        }
        #expect(try files(hold: kept.prefix(32)))
        store.close()
    }

    private func files(hold piece: ArraySlice<UInt8>) throws -> Bool {
        try FileManager.default.contentsOfDirectory(atPath: directory.path).contains { name in
            FileManager.default.contents(atPath: directory.path + "/" + name)?.range(of: Data(piece)) != nil
        }
    }

    @Test("A setting that is too long is refused")
    func tooLong() throws {
        let store = try Store(path: directory.path)
        let count = StorageLimits.settingOctetsMax + 1
        #expect(throws: StorageError.settingTooLong(key: "a", octets: count)) {
            try store.set("a", to: [UInt8](repeating: 0, count: count))
        }
        #expect(try store.setting("a") == nil)
    }
}

extension RandomNumberGenerator {
    /// Octets that stand nowhere else.
    fileprivate mutating func octets(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) } }
}
