import Foundation
import Glibc
import Sodium
import Testing

@testable import Backup

/// Backups that somebody or something changed.
@Suite("Backups: damage and falsification")
struct DamageTests {
    private let segment = BackupLimits.segmentOctets

    /// Two backups in one target, of three segments each, of which one is shared.
    private func twoBackups() throws -> (place: Place, first: BackupOutcome, second: BackupOutcome) {
        let place = try Place()
        let shared = octets(segment)
        let first = try place.backUp(["a": shared + octets(segment, seed: 1) + [1]], secret(), at: 1)
        let second = try place.backUp(["a": shared + octets(segment, seed: 2) + [2]], secret(), at: 2)
        return (place, first, second)
    }

    private func file(of name: Octets32) -> String { "target/segments/\(name.hex.prefix(2))/\(name.hex)" }

    @Test("A flipped bit, a cut and a missing segment are found, with and without the code, and nothing is restored")
    func segments() throws {
        let (place, _, second) = try twoBackups()
        let entry = try BackupTarget.find(nil, in: place.target)
        let reader = BackupReader(entry, in: place.target)
        try reader.verify()
        let name = entry.manifest.segments[1]
        let whole = try place.read(file(of: name))
        let damaged = BackupError.segmentDamaged(backup: second.name, segment: String(name.hex.prefix(16)))
        for place_ in [0, 8, 1_200, whole.count - 1] {
            var flipped = whole
            flipped[place_] ^= 4
            try place.write(flipped, to: file(of: name))
            #expect(throws: damaged) { try reader.verify() }
            #expect(throws: damaged) { try place.restore(secret()) }
        }
        for octets in [whole.dropLast(), whole + [0], []] {
            try place.write(Array(octets), to: file(of: name))
            #expect(throws: damaged) { try reader.verify() }
            #expect(throws: damaged) { try reader.verify(with: secret()) }
        }
        try FileManager.default.removeItem(atPath: place.path + "/" + file(of: name))
        let missing = BackupError.segmentMissing(backup: second.name, segment: String(name.hex.prefix(16)))
        #expect(throws: missing) { try reader.verify() }
        #expect(throws: missing) { try place.restore(secret()) }
        #expect(!FileManager.default.fileExists(atPath: place.path + "/anew"))
        #expect(!FileManager.default.fileExists(atPath: place.path + "/anew.restoring"))
    }

    @Test("A segment of an earlier backup in the place of a later one's, and two that changed places, are found")
    func swapped() throws {
        let (place, first, second) = try twoBackups()
        let old = try BackupTarget.find(first.name, in: place.target).manifest.segments
        let new = try BackupTarget.find(second.name, in: place.target).manifest.segments
        #expect(old[0] == new[0] && old[1] != new[1])
        let reader = BackupReader(try BackupTarget.find(nil, in: place.target), in: place.target)
        let (one, other) = (try place.read(file(of: new[0])), try place.read(file(of: new[1])))
        try place.write(try place.read(file(of: old[1])), to: file(of: new[1]))
        #expect(throws: BackupError.segmentDamaged(backup: second.name, segment: String(new[1].hex.prefix(16)))) {
            try reader.verify(with: secret())
        }
        try place.write(other, to: file(of: new[0]))
        try place.write(one, to: file(of: new[1]))
        #expect(throws: BackupError.segmentDamaged(backup: second.name, segment: String(new[0].hex.prefix(16)))) {
            try reader.verify(with: secret())
        }
    }

    @Test("Every octet of a manifest is under its signature; a cut one is refused as well")
    func manifest() throws {
        let (place, _, second) = try twoBackups()
        let path = "target/backups/\(second.name).manifest"
        let whole = try place.read(path)
        for place in stride(from: 8, to: whole.count, by: 13) {
            var flipped = whole
            flipped[place] ^= 1
            #expect(throws: BackupError.manifestDamaged("m")) { _ = try Manifest(file: flipped, name: "m") }
        }
        for count in [0, 7, 12, 100, whole.count - 1] {
            #expect(throws: BackupError.manifestDamaged("m")) { _ = try Manifest(file: Array(whole.prefix(count)), name: "m") }
        }
        #expect(throws: BackupError.manifestDamaged("m")) { _ = try Manifest(file: whole + [0], name: "m") }
        // The newest is not taken for another in silence, the earlier one is there by its name, and no segment of it goes.
        try place.write(Array(whole.dropLast()), to: path)
        #expect(throws: BackupError.manifestDamaged(second.name)) { _ = try BackupTarget.find(nil, in: place.target) }
        #expect(try BackupTarget.list(place.target).unreadable.map(\.name) == [second.name])
        let count = place.files("target/segments").count
        #expect(try BackupTarget(path: place.target).prune(keep: 5) == (0, 0))
        #expect(place.files("target/segments").count == count)
        // A newer release's.
        var newer = whole
        newer[7] = UInt8(ascii: "2")
        try place.write(newer, to: path)
        #expect(throws: BackupError.newerFormat(second.name)) { _ = try BackupTarget.find(nil, in: place.target) }
    }

    @Test("A backup that somebody else made for the right code is not taken for the node's")
    func forged() throws {
        let place = try Place()
        let own = secret(1).key()
        // Whoever knows the public half can seal to it; the signature is of another key.
        let forged = try BackupKey(publicKey: own.sealing.publicKey, signing: SigningKey.generate())
        let target = try BackupTarget(path: place.target)
        let writer = BackupWriter(target: target, directory: place.data)
        let outcome = try writer.write([BackupSource(name: "a", [1])], key: forged, created: 1, release: "r")
        let manifest = try BackupTarget.find(nil, in: place.target).manifest
        #expect(manifest.key != own.identifier)
        #expect(throws: BackupError.self) { try place.restore(secret(1)) }
        // Even when the manifest names the node's code.
        let lie = Manifest(
            claiming: own.identifier, key: forged, created: 2, release: "r", files: [.init(name: "a", octets: 1)],
            segments: manifest.segments)
        try target.write(manifest: lie.encoded(signing: forged), name: "lie")
        #expect(throws: BackupError.notGenuine("lie")) { try place.restore(secret(1), at: "lie") }
        #expect(!outcome.name.isEmpty)
    }

    @Test("Names that lead out of the directory are refused, whoever signed them")
    func names() throws {
        for name in ["", ".", "..", ".hidden", "a/b", "../keys", "a b", "a\u{0}", String(repeating: "n", count: 129), "ä"] {
            #expect(!Manifest.isPlain(name), "\(name)")
        }
        let place = try Place()
        let target = try BackupTarget(path: place.target)
        #expect(throws: BackupError.tooLarge) {
            try BackupWriter(target: target, directory: place.data)
                .write([BackupSource(name: "../a", [1])], key: secret().key(), created: 1, release: "r")
        }
        let key = secret().key()
        let manifest = Manifest(
            key: key, identifier: SecureRandom.octets16(), created: 1, release: "r", files: [.init(name: "../a", octets: 0)], segments: [])
        try target.write(manifest: manifest.encoded(signing: key), name: "out")
        #expect(throws: BackupError.detailsDamaged("out")) { try place.restore(secret()) }
    }

    @Test("A destination that holds something is refused, and an empty one is taken")
    func destination() throws {
        let place = try Place()
        try place.backUp(["a": [1]], secret())
        try FileManager.default.createDirectory(atPath: place.path + "/full", withIntermediateDirectories: true)
        try place.write([1], to: "full/x")
        #expect(throws: BackupError.destinationExists(path: place.path + "/full")) { try place.restore(secret(), to: "full") }
        #expect(throws: BackupError.destinationExists(path: place.path + "/full/x")) { try place.restore(secret(), to: "full/x") }
        try FileManager.default.createDirectory(atPath: place.path + "/empty", withIntermediateDirectories: true)
        #expect(try place.restore(secret(), to: "empty") == ["a": [1]])
        #expect(throws: BackupError.self) { try place.restore(secret(), to: "no/such/parent") }
    }
}

/// Targets that cannot be used.
@Suite("Backups: targets")
struct TargetTests {
    @Test("A directory with other things in it is no target, and nothing is put there")
    func notATarget() throws {
        let place = try Place()
        try FileManager.default.createDirectory(atPath: place.target, withIntermediateDirectories: true)
        try place.write([1], to: "target/photo.jpg")
        #expect(throws: BackupError.notATarget(path: place.target)) { _ = try BackupTarget(path: place.target) }
        #expect(place.files("target") == ["photo.jpg"])
        #expect(throws: BackupError.noBackup("")) { _ = try BackupTarget.list(place.target) }
    }

    @Test("A target that is empty although backups were made there is refused until that is wanted")
    func unmounted() throws {
        let place = try Place()
        try place.backUp(["a": [1]], secret())
        try FileManager.default.removeItem(atPath: place.target)
        try FileManager.default.createDirectory(atPath: place.target, withIntermediateDirectories: true)
        #expect(throws: BackupError.targetIsEmpty(path: place.target)) { try place.backUp(["a": [1]], secret()) }
        _ = try BackupTarget(path: place.target, isKnown: false)
    }

    @Test("Two at once: the second is refused, and reading goes on")
    func inUse() throws {
        let place = try Place()
        try place.backUp(["a": [1]], secret())
        let target = try BackupTarget(path: place.target)
        #expect(throws: BackupError.targetInUse(path: place.target)) { _ = try BackupTarget(path: place.target) }
        #expect(try BackupTarget.list(place.target).backups.count == 1)
        withExtendedLifetime(target) {}
    }

    @Test("A full disk is said so; the earlier backup stays whole, and the next fits when there is room")
    func fullDisk() throws {
        guard getuid() == 0 else { return print("skipped: a file system of its own needs root") }
        let place = try Place()
        try FileManager.default.createDirectory(atPath: place.target, withIntermediateDirectories: true)
        guard mount("tmpfs", place.target, "tmpfs", 0, "size=2m") == 0 else { return print("skipped: no file system may be mounted here") }
        defer { umount2(place.target, Int32(MNT_DETACH)) }
        let segment = BackupLimits.segmentOctets
        try place.backUp(["a": octets(segment)], secret(), at: 1)
        let before = place.files("target")
        #expect(throws: BackupError.targetFull(path: place.target)) {
            try place.backUp(["a": octets(segment * 12, seed: 3)], secret(), at: 2)
        }
        #expect(place.files("target") == before)
        #expect(try place.restore(secret()) == ["a": octets(segment)])
        #expect(try place.backUp(["a": octets(segment * 2, seed: 4)], secret(), at: 3).segmentsWritten == 2)
    }
}
