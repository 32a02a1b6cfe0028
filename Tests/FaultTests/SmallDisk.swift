import Foundation
import Glibc

/// A file system in memory with little room, on which one node's directory lies.
///
/// Mounting needs root's rights in this mount namespace: `scripts/test` gives them by `unshare` where the machine allows it.
final class SmallDisk: Sendable {
    /// Whether such a disk can be mounted here.
    static let isAvailable: Bool = {
        let place = NSTemporaryDirectory() + "causeway-faults-mount-\(getpid())"
        defer { rmdir(place) }
        guard mkdir(place, 0o700) == 0, mount("tmpfs", place, "tmpfs", 0, "size=1m") == 0 else { return false }
        umount2(place, Int32(MNT_DETACH))
        return true
    }()

    static let skipped = "skipped: no file system can be mounted here; run as root, or allow `unshare -Urm`"

    private let place: String
    private var ballast: String { place + "/ballast" }

    /// Moves the directory's contents to a disk of its own, mounted in its place.
    init(under directory: String) throws {
        place = directory
        let aside = directory + ".aside"
        try FileManager.default.moveItem(atPath: directory, toPath: aside)
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        guard mount("tmpfs", directory, "tmpfs", 0, "size=\(FaultLimits.smallDiskMiB)m,mode=700") == 0 else {
            throw FaultError("a small disk cannot be mounted: \(String(cString: strerror(errno)))")
        }
        for name in try FileManager.default.contentsOfDirectory(atPath: aside) {
            try FileManager.default.copyItem(atPath: aside + "/" + name, toPath: directory + "/" + name)
        }
        try FileManager.default.removeItem(atPath: aside)
    }

    deinit { umount2(place, Int32(MNT_DETACH)) }

    /// Takes up all room that is left.
    func fill() {
        let descriptor = open(ballast, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        let block = [UInt8](repeating: 0, count: 65_536)
        while write(descriptor, block, block.count) > 0 {}
        close(descriptor)
    }

    /// Gives the room back.
    func free() { unlink(ballast) }

    /// Makes the disk read-only or writable; the system refuses while a file is open for writing.
    func makeReadOnly(_ isReadOnly: Bool) throws {
        let flags = UInt(MS_REMOUNT) | (isReadOnly ? UInt(MS_RDONLY) : 0)
        guard mount("tmpfs", place, "tmpfs", flags, "size=\(FaultLimits.smallDiskMiB)m") == 0 else {
            throw FaultError("the disk cannot be mounted anew: \(String(cString: strerror(errno)))")
        }
    }
}
