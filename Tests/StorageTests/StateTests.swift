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
