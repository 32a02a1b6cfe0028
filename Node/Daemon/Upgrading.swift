public import Exchange
import Foundation
import Storage

/// What an upgrade of a data directory is made of.
public struct UpgradeReport: Codable, Equatable, Sendable {
    public var dataDirectory: String
    /// The schema of the database, and the one of this release.
    public var schemaFound: Int
    public var schemaKnown: Int
    /// What each missing step does.
    public var steps: [String]
    /// Octets of the database, of what the steps may need besides for a while, and of what is free there.
    public var databaseOctets: Int64
    public var neededOctets: Int64
    public var freeOctets: Int64
    /// Whether the steps were taken.
    public var isDone: Bool
    /// The backup that was made before; empty for none.
    public var backup: String
}

/// What would be done to a data directory of an earlier release; takes no step.
///
/// Refuses a newer schema, and a directory that a process has open.
public func planUpgrade(of directory: String) throws(OperationError) -> UpgradeReport {
    guard SmallFile.exists(DataDirectoryLayout.keys(in: directory)) else { throw .notInitialised(directory) }
    let file = directory + "/" + Store.fileName
    let free = (try? FileManager.default.attributesOfFileSystem(forPath: directory))?[.systemFreeSize] as? NSNumber
    var report = UpgradeReport(
        dataDirectory: directory, schemaFound: Store.schemaVersion, schemaKnown: Store.schemaVersion, steps: [], databaseOctets: 0,
        neededOctets: 0, freeOctets: free?.int64Value ?? 0, isDone: false, backup: "")
    guard SmallFile.exists(file) else { return report }
    do throws(StorageError) {
        let store = try Store(asItIs: directory)
        defer { store.close() }
        report.schemaFound = try store.schemaFound()
    } catch {
        throw OperationError(error)
    }
    let size = (try? FileManager.default.attributesOfItem(atPath: file))?[.size] as? NSNumber
    report.databaseOctets = size?.int64Value ?? 0
    report.steps = Store.steps(after: report.schemaFound)
    // One transaction: its log holds each page that changes, at most all of them.
    report.neededOctets = report.steps.isEmpty ? 0 : report.databaseOctets
    return report
}

/// Takes the steps that a data directory lacks, after a backup into `target` unless that is `nil`.
///
/// All steps are one transaction: after a crash or an error the directory is as before.
public func upgradeNode(
    _ directory: String, backup target: String?, progress: @escaping @Sendable (_ done: UInt64, _ total: UInt64) -> Void
) throws(OperationError) -> UpgradeReport {
    var report = try planUpgrade(of: directory)
    guard !report.steps.isEmpty else { return report }
    guard report.freeOctets >= report.neededOctets else {
        throw OperationError(
            code: "no-space",
            reason: "The upgrade may need \(report.neededOctets) octets for a while, and \(report.freeOctets) are free.",
            remedy: "Free some space on the disk of \(directory): nothing was changed.", status: 507)
    }
    if let target {
        report.backup = try backUpStoppedNode(in: directory, BackupRequest(target: target), progress: progress).name
    }
    let before = report.schemaFound
    do throws(StorageError) {
        let store = try Store(path: directory)
        report.schemaFound = try store.schemaFound()
        store.close()
    } catch {
        throw OperationError(error)
    }
    // The schema says so in any case: a note that finds no room is no reason to say that it failed.
    try? OfflineNotes.add(.upgraded, ["from": "\(before)", "to": "\(report.schemaKnown)"], in: directory)
    report.isDone = true
    return report
}
