import Backup
public import Exchange
import Foundation
import Gossip
import Sodium
import Storage

/// One backup of one data directory, from the open store; blocks its thread until it is done.
struct BackupRun {
    let directory: String
    let request: BackupRequest
    let store: Store?
    let clock: WallClock
    /// Told how much of how much is done; `false` stops the backup.
    let goesOn: @Sendable (_ done: UInt64, _ total: UInt64) -> Bool

    func run() throws(OperationError) -> BackupReport {
        let began = WallClock.instant
        let key = try BackupCode.key(in: directory)
        try checkPlaces()
        do throws(BackupError) {
            let isKnown = !request.startOver && BackupWriter.isKnown(request.target, in: directory)
            let target = try BackupTarget(path: request.target, isKnown: isKnown)
            let created = clock.seconds
            let sources = try sources()
            let total = sources.reduce(0) { $0 + $1.octets }
            let goesOn = goesOn
            let outcome = try BackupWriter(target: target, directory: directory) { goesOn($0, total) }
                .write(sources, key: key, created: created, release: Version.agent)
            let gone = try target.prune(keep: request.keep)
            let report = BackupReport(
                name: outcome.name, target: request.target, created: WallClock.iso8601(created),
                seconds: Int((WallClock.instant.milliseconds - began.milliseconds) / 1_000), octets: outcome.octets,
                segments: outcome.segments, segmentsWritten: outcome.segmentsWritten, octetsWritten: outcome.octetsWritten,
                removed: gone.backups, leftOut: leftOut, code: Manifest.short(key.identifier))
            try? SmallFile.write(report, to: DataDirectoryLayout.lastBackup(in: directory))
            return report
        } catch {
            throw OperationError(error)
        }
    }

    /// The last backup of a data directory that was completed.
    static func last(in directory: String) -> BackupReport? {
        SmallFile.read(BackupReport.self, from: DataDirectoryLayout.lastBackup(in: directory))
    }

    /// The database first, then the small files: what they say may be newer than the database by moments, never older.
    private func sources() throws(BackupError) -> [BackupSource] {
        var sources: [BackupSource] = []
        if let store {
            let snapshot: StoreSnapshot
            do throws(StorageError) {
                snapshot = try store.snapshot()
            } catch {
                throw .store(code: error.code, reason: error.reason, advice: error.advice)
            }
            sources.append(
                BackupSource(name: Store.fileName, octets: snapshot.octets) { offset, count throws(BackupError) in
                    do throws(StorageError) {
                        return try snapshot.read(from: offset, count: count)
                    } catch .closed {
                        throw .stopped
                    } catch {
                        throw .store(code: error.code, reason: error.reason, advice: error.advice)
                    }
                })
        }
        for name in DataDirectoryLayout.kept {
            guard let content = SmallFile.read(directory + "/" + name) else { continue }
            sources.append(BackupSource(name: name, content))
        }
        return sources
    }

    private var leftOut: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.filter { !DataDirectoryLayout.kept.contains($0) && !DataDirectoryLayout.isPassing($0) }.sorted()
    }

    /// A backup inside the data directory would hold itself, and would be lost with it.
    private func checkPlaces() throws(OperationError) {
        guard request.target.hasPrefix("/") else {
            throw OperationError(
                code: "backup.target-unusable", reason: "\"\(request.target)\" is not a whole path.", remedy: "Name it from / on.")
        }
        if let keep = request.keep, keep < 1 {
            throw OperationError(code: "invalid-keep", reason: "\(keep) backups cannot be kept.", remedy: "Keep 1 or more.")
        }
        let target = Self.resolved(request.target)
        let data = Self.resolved(directory)
        guard target != data, !target.hasPrefix(data + "/"), !data.hasPrefix(target == "/" ? "/" : target + "/") else {
            throw OperationError(.insideEachOther)
        }
    }

    /// The path without links, also of a directory that is not there yet.
    private static func resolved(_ path: String) -> String {
        let url = URL(fileURLWithPath: path)
        if SmallFile.exists(path) { return url.resolvingSymlinksInPath().path }
        return url.deletingLastPathComponent().resolvingSymlinksInPath().appendingPathComponent(url.lastPathComponent).path
    }
}

/// Backs up the data directory of a node that does not run; `progress` is told how much of how much is done.
public func backUpStoppedNode(
    in directory: String, _ request: BackupRequest, progress: @escaping @Sendable (_ done: UInt64, _ total: UInt64) -> Void
) throws(OperationError) -> BackupReport {
    guard SmallFile.exists(DataDirectoryLayout.keys(in: directory)) else { throw .notInitialised(directory) }
    var store: Store?
    if SmallFile.exists(directory + "/" + Store.fileName) {
        do throws(StorageError) {
            store = try Store(asItIs: directory)
        } catch {
            throw OperationError(error)
        }
    }
    defer { store?.close() }
    try OfflineNotes.add(.backup, ["target": request.target], in: directory)
    return try BackupRun(directory: directory, request: request, store: store, clock: .machine) {
        progress($0, $1)
        return true
    }.run()
}
