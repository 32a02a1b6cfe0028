import Foundation
import Ledger
import Sodium
import Wire

/// A file to be backed up, read in pieces.
public struct BackupSource: Sendable {
    public let name: String
    public let octets: UInt64
    /// Gives so many octets from this offset on; called in order, from 0 to the end.
    let read: @Sendable (_ offset: UInt64, _ count: Int) throws(BackupError) -> [UInt8]

    public init(
        name: String, octets: UInt64, read: @escaping @Sendable (_ offset: UInt64, _ count: Int) throws(BackupError) -> [UInt8]
    ) {
        self.name = name
        self.octets = octets
        self.read = read
    }

    /// A small file that is in memory.
    public init(name: String, _ content: [UInt8]) {
        self.init(name: name, octets: UInt64(content.count)) { offset, count in Array(content[Int(offset)..<Int(offset) + count]) }
    }
}

/// What a backup came to.
public struct BackupOutcome: Equatable, Sendable {
    public var name: String
    public var created: UInt64
    /// Octets of all files.
    public var octets: UInt64
    public var segments: Int
    /// Segments that were not in the target yet.
    public var segmentsWritten: Int
    public var octetsWritten: UInt64
}

/// Makes one backup: reads the sources once, seals what changed since the last one in this target, and signs the whole.
public struct BackupWriter: Sendable {
    private let target: BackupTarget
    /// Where what is in the target is remembered.
    private let directory: String
    /// Told before each segment how many octets were read; `false` stops the backup.
    private let goesOn: @Sendable (_ done: UInt64) -> Bool

    public init(target: BackupTarget, directory: String, goesOn: @escaping @Sendable (_ done: UInt64) -> Bool = { _ in true }) {
        self.target = target
        self.directory = directory
        self.goesOn = goesOn
    }

    /// Whether backups were made from this data directory into this place.
    public static func isKnown(_ path: String, in directory: String) -> Bool {
        places(in: directory).contains(PlainFile.real(path) ?? path)
    }

    /// Throws whatever `BackupError` says of targets and sources; the target is then as before, but for segments that the next one clears.
    public func write(
        _ sources: [BackupSource], key: borrowing BackupKey, created: UInt64, release: String
    ) throws(BackupError) -> BackupOutcome {
        let identifier = key.identifier
        let before = remembered(identifier)
        var after = BackupMemory(key: identifier, target: target.identifier)
        var (names, written) = ([Octets32](), [Octets32]())
        var (done, octetsWritten) = (UInt64(0), UInt64(0))
        guard sources.reduce(0, { $0 + $1.octets }) / UInt64(BackupLimits.segmentOctets) + UInt64(sources.count) < BackupLimits.segmentsMax,
            sources.count <= BackupLimits.filesMax, sources.allSatisfy({ Manifest.isPlain($0.name) })
        else { throw .tooLarge }
        do throws(BackupError) {
            for source in sources {
                var offset: UInt64 = 0
                while offset < source.octets {
                    guard goesOn(done) else { throw .stopped }
                    let count = Int(min(UInt64(BackupLimits.segmentOctets), source.octets - offset))
                    let plaintext = try source.read(offset, count)
                    precondition(plaintext.count == count, "\(plaintext.count) octets were read instead of \(count)")
                    let hash = Hash(sha256: plaintext).octets
                    let name: Octets32
                    if let known = after.name(of: hash) {
                        name = known
                    } else if let known = before?.name(of: hash), target.has(segment: known, octets: Segment.octets(of: count)) {
                        name = known
                    } else {
                        let segment = Segment.seal(plaintext, to: key.sealing)
                        try target.write(segment: segment.name, segment.octets)
                        name = segment.name
                        written.append(name)
                        octetsWritten += UInt64(segment.octets.count)
                    }
                    after.note(hash, is: name)
                    names.append(name)
                    offset += UInt64(count)
                    done += UInt64(count)
                }
            }
            guard goesOn(done) else { throw .stopped }
            try target.synchronise(written)
            let manifest = Manifest(
                key: key, identifier: SecureRandom.octets16(), created: created, release: release,
                files: sources.map { Manifest.File(name: $0.name, octets: $0.octets) }, segments: names)
            let name = Self.name(of: manifest)
            let encoded = manifest.encoded(signing: key)
            try target.write(manifest: encoded, name: name)
            remember(after)
            return BackupOutcome(
                name: name, created: created, octets: done, segments: names.count, segmentsWritten: written.count,
                octetsWritten: octetsWritten + UInt64(encoded.count))
        } catch {
            target.remove(segments: written)
            throw error
        }
    }

    /// "20261128T201500Z-3f9c01aa".
    private static func name(of manifest: Manifest) -> String {
        let date = Date(timeIntervalSince1970: TimeInterval(manifest.created)).formatted(.iso8601)
        return date.filter { $0 != "-" && $0 != ":" } + "-" + manifest.identifier.hex.prefix(8)
    }

    // MARK: - Memory, which only saves work: what is lost of it is written again

    private func remembered(_ key: Octets16) -> BackupMemory? {
        let file = BackupMemory.file(in: directory, of: target.identifier)
        guard let octets = (try? PlainFile.read(file, octetsMax: BackupLimits.memoryOctetsMax)) ?? nil else { return nil }
        return BackupMemory(octets, key: key, target: target.identifier)
    }

    private func remember(_ memory: BackupMemory) {
        try? PlainFile.replace(BackupMemory.file(in: directory, of: memory.target), memory.encoded)
        var places = Self.places(in: directory)
        let place = PlainFile.real(target.path) ?? target.path
        guard !places.contains(place) else { return }
        places = places.suffix(31) + [place]
        try? PlainFile.replace(Self.placesFile(in: directory), Array((places.joined(separator: "\n") + "\n").utf8))
    }

    private static func places(in directory: String) -> [String] {
        let octets = (try? PlainFile.read(placesFile(in: directory), octetsMax: 262_144)) ?? nil
        return String(decoding: octets ?? [], as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private static func placesFile(in directory: String) -> String { directory + "/backup-places" }
}
