public import Exchange
import Foundation
import Glibc
import Sodium
import Storage

/// What was removed, and what was not.
public struct WipeReport: Codable, Equatable, Sendable {
    public var directory: String
    public var removed: [String]
    /// What is no file of a node, and a link's target; left as it is.
    public var left: [String]
}

/// By which name a data directory is confirmed: the organisation's, or the directory's where that is not known.
public func wipeName(of directory: String) -> String {
    let candidate = SmallFile.read(Candidate.self, from: DataDirectoryLayout.candidate(in: directory))
    return candidate?.organisation ?? URL(fileURLWithPath: directory).lastPathComponent
}

/// Destroys a node's data directory: keys first, each overwritten and synced before it is removed, then everything else that is a node's.
///
/// Refuses while a process has the directory. Links are removed and not followed.
public func wipeNode(_ directory: String, confirmedBy name: String) throws(OperationError) -> WipeReport {
    guard SmallFile.exists(DataDirectoryLayout.keys(in: directory)) || SmallFile.exists(directory + "/" + Store.fileName) else {
        throw .notInitialised(directory)
    }
    guard name == wipeName(of: directory) else {
        throw OperationError(
            code: "not-confirmed", reason: "\"\(name)\" is not the organisation's name, which is \"\(wipeName(of: directory))\".",
            remedy: "Type it exactly, or give it with --yes: nothing was removed.")
    }
    let lock: DirectoryLock
    do throws(StorageError) {
        lock = try DirectoryLock(directory: directory)
    } catch {
        throw OperationError(error)
    }
    defer { lock.release() }
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
    let secret = ["keys.sealed", "keys.next.sealed", "recovery.next.sealed", "backup.key"]
    let own = secret + names.filter { !secret.contains($0) && (DataDirectoryLayout.kept.contains($0) || DataDirectoryLayout.isPassing($0)) }
    var removed: [String] = []
    var left: [String] = []
    // The lock's own file goes last.
    for name in own where names.contains(name) && name != "node.lock" {
        if try destroy(directory + "/" + name) { left.append("\(name): was a link; what it leads to is left") }
        removed.append(name)
    }
    left += names.filter { !own.contains($0) }
    if names.contains("node.lock") || SmallFile.exists(directory + "/node.lock") {
        unlink(directory + "/node.lock")
        removed.append("node.lock")
    }
    if left.allSatisfy({ $0.contains(": was a link") }) { rmdir(directory) }
    return WipeReport(directory: directory, removed: removed, left: left)
}

/// Overwrites a plain file and removes it; a link, a socket or the like is removed only. Says whether it was a link.
private func destroy(_ path: String) throws(OperationError) -> Bool {
    let descriptor = open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    let isLink = descriptor < 0 && errno == ELOOP
    if descriptor >= 0 {
        defer { close(descriptor) }
        let end = lseek(descriptor, 0, SEEK_END)
        let zeros = [UInt8](repeating: 0, count: 1_048_576)
        var done: off_t = 0
        while done < end {
            let count = pwrite(descriptor, zeros, min(zeros.count, Int(end - done)), done)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw undestroyed(path) }
            done += off_t(count)
        }
        guard fsync(descriptor) == 0 else { throw undestroyed(path) }
    } else if !isLink, errno != ENXIO {
        throw undestroyed(path)
    }
    guard unlink(path) == 0 else { throw undestroyed(path) }
    return isLink
}

private func undestroyed(_ path: String) -> OperationError {
    OperationError(
        code: "not-wiped", reason: "\(path) could not be destroyed: \(String(cString: strerror(errno)))",
        remedy: "Correct that and run the same command again: it goes on with what is left.", status: 500)
}
