import Foundation
import Glibc

/// Whether what the node writes is encrypted before it reaches the disk, as far as this system shows it.
///
/// Seen are dm-crypt (LUKS, plain and the like) under the volume, also below LVM and RAID; fscrypt on the directory; and file systems that
/// encrypt by themselves. Not seen are disks that encrypt themselves, a hypervisor's or provider's encryption, and what lies behind a
/// network or a container's layers: then it is `unknown`, or `plain` although somebody else encrypts.
enum VolumeEncryption: Equatable, Sendable {
    /// It is, and by what.
    case encrypted(String)
    /// Nothing on the way to the disk encrypts; the device.
    case plain(String)
    /// It cannot be told, and why.
    case unknown(String)

    /// Looks at the volume that holds a directory.
    static func look(at directory: String) -> VolumeEncryption {
        if hasEncryptedFlag(directory) { return .encrypted("fscrypt") }
        guard let text = try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8) else {
            return .unknown("/proc/self/mountinfo cannot be read")
        }
        return look(at: URL(fileURLWithPath: directory).resolvingSymlinksInPath().path, mounts: text, devices: "/sys/dev/block") {
            deviceNumber(of: $0)
        }
    }

    /// The same with the system's tables given: `mounts` in the form of /proc/self/mountinfo, `devices` a folder like /sys/dev/block, and
    /// what gives the "major:minor" of a device file.
    static func look(
        at path: String, mounts: String, devices: String, deviceNumber: (String) -> String?
    ) -> VolumeEncryption {
        guard
            let mount = mounts.split(separator: "\n").compactMap({ Mount($0) }).filter({ $0.holds(path) })
                .max(by: { $0.point.count < $1.point.count || ($0.point.count == $1.point.count && $0.order < $1.order) })
        else { return .unknown("no mounted file system holds \(path)") }
        if encryptingFileSystems.contains(mount.type) { return .encrypted(mount.type) }
        // File systems over several disks have a device number of their own; the source then names one of the disks.
        let number = mount.device.hasPrefix("0:") ? mount.source.hasPrefix("/dev/") ? deviceNumber(mount.source) : nil : mount.device
        guard let number else { return .unknown("the file system is \(mount.type)") }
        let block = devices + "/" + number
        guard FileManager.default.fileExists(atPath: block) else { return .unknown("the system does not describe device \(number)") }
        return switch isEncrypted(block, depth: 0) {
        case true: .encrypted("dm-crypt")
        case false: .plain(mount.source)
        case nil: .unknown("it lies on \(mount.source), whose carrier is not visible here")
        }
    }

    private static let encryptingFileSystems: Set<String> = ["ecryptfs", "fuse.gocryptfs", "fuse.encfs", "fuse.cryfs", "fuse.securefs"]

    /// A line of /proc/self/mountinfo (proc(5)).
    private struct Mount {
        let order: Int
        let device: String
        let point: String
        let type: String
        let source: String

        init?(_ line: Substring) {
            let halves = line.components(separatedBy: " - ")
            guard halves.count == 2 else { return nil }
            let (left, right) = (halves[0].split(separator: " "), halves[1].split(separator: " "))
            guard left.count >= 5, right.count >= 2, let order = Int(left[0]) else { return nil }
            self.order = order
            device = String(left[2])
            point = Self.unescaped(left[4])
            type = String(right[0])
            source = Self.unescaped(right[1])
        }

        func holds(_ path: String) -> Bool { point == "/" || path == point || path.hasPrefix(point + "/") }

        /// Spaces and the like stand there as `\040`.
        private static func unescaped(_ text: Substring) -> String {
            ["\\040": " ", "\\011": "\t", "\\012": "\n", "\\134": "\\"].reduce(String(text)) { $0.replacing($1.key, with: $1.value) }
        }
    }

    /// Whether everything that a device writes passes dm-crypt; `nil` where its carrier cannot be seen.
    private static func isEncrypted(_ block: String, depth: Int) -> Bool? {
        let kind = (try? String(contentsOfFile: block + "/dm/uuid", encoding: .utf8)) ?? ""
        // dm-verity and dm-integrity name themselves so, too, and encrypt nothing.
        if kind.hasPrefix("CRYPT-"), !kind.hasPrefix("CRYPT-VERITY"), !kind.hasPrefix("CRYPT-INTEGRITY") { return true }
        guard depth < DaemonLimits.stackedDevicesMax, !FileManager.default.fileExists(atPath: block + "/loop/backing_file") else {
            return nil
        }
        if FileManager.default.fileExists(atPath: block + "/partition") { return isEncrypted(block + "/..", depth: depth + 1) }
        let carriers = (try? FileManager.default.contentsOfDirectory(atPath: block + "/slaves"))?.sorted() ?? []
        let verdicts = carriers.map { isEncrypted(block + "/slaves/" + $0, depth: depth + 1) }
        if verdicts.isEmpty || verdicts.contains(false) { return false }
        return verdicts.contains(nil) ? nil : true
    }

    /// The "major:minor" of a device file.
    private static func deviceNumber(of path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFBLK else { return nil }
        let device = UInt64(status.st_rdev)
        let major = (device >> 8) & 0xFFF | (device >> 32) & ~0xFFF
        let minor = device & 0xFF | (device >> 12) & 0xFFFF_FF00
        return "\(major):\(minor)"
    }

    /// The flag that fscrypt sets on directories with a policy (ext4, f2fs, ubifs): FS_ENCRYPT_FL by FS_IOC_GETFLAGS.
    private static func hasEncryptedFlag(_ directory: String) -> Bool {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var flags = 0
        return ioctl(descriptor, 0x8008_6601, &flags) == 0 && flags & 0x800 != 0
    }
}

extension VolumeEncryption: CustomStringConvertible {
    /// "encrypted: dm-crypt", "plain: /dev/sda1", "unknown: the file system is overlay".
    var description: String {
        switch self {
        case .encrypted(let how): "encrypted: \(how)"
        case .plain(let device): "plain: \(device)"
        case .unknown(let why): "unknown: \(why)"
        }
    }
}
