import Foundation
import Testing

@testable import Backup

/// Backups that are whole.
@Suite("Backups: made and brought back")
struct WriteAndRestoreTests {
    private let segment = BackupLimits.segmentOctets

    @Test("What was backed up comes back octet for octet: empty files, one octet, whole segments and parts of one")
    func whole() throws {
        let place = try Place()
        let files = [
            "empty": [], "one": [7], "full": octets(segment), "more": octets(segment * 2 + 1, seed: 1),
            "node.sqlite": octets(segment - 1, seed: 2),
        ]
        let outcome = try place.backUp(files, secret())
        #expect(outcome.segments == 6 && outcome.segmentsWritten == 6)
        #expect(outcome.octets == UInt64(files.values.map(\.count).reduce(0, +)))
        #expect(try place.restore(secret()) == files)
        let mode = try FileManager.default.attributesOfItem(atPath: place.path + "/anew")[.posixPermissions] as? Int
        #expect(mode == 0o700)
        #expect(place.files("anew.restoring").isEmpty && !FileManager.default.fileExists(atPath: place.path + "/anew.restoring"))
    }

    @Test("The next backup writes only what changed, and every earlier one stays as it was")
    func incremental() throws {
        let place = try Place()
        var content = octets(segment * 8)
        let first = try place.backUp(["a": content], secret(), at: 1)
        let before = content
        content[segment * 3 + 5] ^= 1
        let second = try place.backUp(["a": content], secret(), at: 2)
        #expect(first.segmentsWritten == 8 && second.segmentsWritten == 1)
        #expect(second.octetsWritten < UInt64(segment) * 2)
        let third = try place.backUp(["a": content], secret(), at: 3)
        #expect(third.segmentsWritten == 0)
        #expect(try place.restore(secret(), at: first.name, to: "first") == ["a": before])
        #expect(try place.restore(secret(), to: "newest") == ["a": content])
        // Without the note of what is there, everything is written again, and that is all.
        for file in place.files("data") { try FileManager.default.removeItem(atPath: place.data + "/" + file) }
        #expect(try place.backUp(["a": content], secret(), at: 4).segmentsWritten == 8)
    }

    @Test("A segment that was lost from the target is written again, although it is remembered")
    func lostSegment() throws {
        let place = try Place()
        let content = ["a": octets(segment * 2)]
        try place.backUp(content, secret(), at: 1)
        let lost = try #require(place.files("target/segments").first)
        try FileManager.default.removeItem(atPath: place.target + "/segments/" + lost)
        #expect(try place.backUp(content, secret(), at: 2).segmentsWritten == 1)
        #expect(try place.restore(secret()) == content)
    }

    @Test("A new code seals everything anew; each backup opens with its own")
    func newCode() throws {
        let place = try Place()
        let content = ["a": octets(segment * 2)]
        let first = try place.backUp(content, secret(1), at: 1)
        let second = try place.backUp(content, secret(2), at: 2)
        #expect(second.segmentsWritten == 2)
        #expect(try place.restore(secret(1), at: first.name, to: "first") == content)
        let entry = try BackupTarget.find(first.name, in: place.target)
        #expect(
            throws: BackupError.wrongCode(
                backup: first.name, wanted: Manifest.short(secret(1).identifier), given: Manifest.short(secret(2).identifier))
        ) { try BackupReader(entry, in: place.target).verify(with: secret(2)) }
        #expect(try place.restore(secret(2), to: "second") == content)
    }

    @Test("Nothing that was backed up can be read in the target, and no segment tells what is in it")
    func ciphertext() throws {
        let place = try Place()
        let canary = Array("a canary that nobody may find".utf8)
        try place.backUp(["node.sqlite": octets(1_000) + canary, "keys.sealed": canary], secret())
        for file in place.files("target") {
            let found = Data(try place.read("target/" + file))
            #expect(found.range(of: Data(canary)) == nil)
            #expect(found.range(of: Data("keys.sealed".utf8)) == nil)
        }
        let (backups, _) = try BackupTarget.list(place.target)
        #expect(backups.first?.manifest.octets == 1_058)
    }

    @Test("Only the newest stay, with what they are made of; what they share with older ones stays too")
    func prune() throws {
        let place = try Place()
        for time in 1...4 { try place.backUp(["a": octets(segment * 2) + [UInt8(time)]], secret(), at: UInt64(time)) }
        #expect(place.files("target/segments").count == 6)
        let gone = try BackupTarget(path: place.target).prune(keep: 2)
        #expect(gone.backups == 2 && gone.segments == 2)
        #expect(try BackupTarget.list(place.target).backups.map(\.manifest.created) == [3, 4])
        for backup in try BackupTarget.list(place.target).backups { try BackupReader(backup, in: place.target).verify(with: secret()) }
    }

    @Test("A backup that was stopped or failed leaves the earlier ones, and nothing else")
    func stopped() throws {
        let place = try Place()
        try place.backUp(["a": octets(segment * 4)], secret(), at: 1)
        let before = place.files("target")
        #expect(throws: BackupError.stopped) {
            try place.backUp(["a": octets(segment * 4, seed: 9)], secret(), at: 2) { $0 < UInt64(segment) * 2 }
        }
        #expect(place.files("target") == before)
        let failure = BackupError.store(code: "x", reason: "r", advice: "a")
        let target = try BackupTarget(path: place.target)
        let source = BackupSource(name: "a", octets: UInt64(segment) * 2) { offset, count throws(BackupError) in
            guard offset == 0 else { throw failure }
            return octets(count, seed: 5)
        }
        #expect(throws: failure) {
            try BackupWriter(target: target, directory: place.data).write([source], key: secret().key(), created: 3, release: "r")
        }
        #expect(place.files("target") == before)
    }

    @Test("What a killed backup or restore left behind goes with the next one")
    func killed() throws {
        let place = try Place()
        let content = ["a": octets(segment)]
        try place.backUp(content, secret(), at: 1)
        let orphan = String(repeating: "ab", count: 32)
        try FileManager.default.createDirectory(atPath: place.target + "/segments/ab", withIntermediateDirectories: true)
        try place.write([1, 2, 3], to: "target/segments/ab/" + orphan)
        try place.write([1], to: "target/segments/ab/notes.txt")
        try place.write([1], to: "target/backups/20200101T000000Z-00000000.manifest.part")
        try FileManager.default.createDirectory(atPath: place.path + "/anew.restoring", withIntermediateDirectories: true)
        try place.write([9], to: "anew.restoring/node.sqlite")
        try place.backUp(content, secret(), at: 2)
        #expect(!place.files("target/segments").contains("ab/" + orphan))
        #expect(place.files("target/segments").contains("ab/notes.txt"), "what is not ours stays")
        #expect(try place.restore(secret()) == content)
    }

    @Test("The file of the key brings the same key back, and anything else is refused")
    func keyFile() throws {
        var file = secret().key().file()
        #expect(file.count == 1_256)
        var other = file
        let key = try BackupKey(file: &other, path: "k")
        #expect(key.identifier == secret().identifier && other.isEmpty)
        var short = Array(file.dropLast())
        #expect(throws: BackupError.keyDamaged(path: "k")) { _ = try BackupKey(file: &short, path: "k") }
        file[0] ^= 1
        #expect(throws: BackupError.keyDamaged(path: "k")) { _ = try BackupKey(file: &file, path: "k") }
    }
}
