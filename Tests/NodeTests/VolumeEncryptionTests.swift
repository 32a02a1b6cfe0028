import Foundation
import Testing

@testable import Daemon

/// Devices as Linux describes them below /sys/dev/block, made up in a folder.
@Suite("Volume encryption: what the system shows")
struct VolumeEncryptionTests {
    private static let mounts = """
        22 1 253:1 / / rw,relatime shared:1 - ext4 /dev/mapper/vg-root rw
        30 22 8:17 / /plain rw - ext4 /dev/sdb1 rw
        31 22 253:0 / /luks rw - xfs /dev/mapper/luks rw
        32 22 9:0 / /raid rw - ext4 /dev/md0 rw
        33 22 9:1 / /half rw - ext4 /dev/md1 rw
        34 22 253:9 / /verity ro - ext4 /dev/mapper/verity ro
        35 22 7:0 / /loop rw - ext4 /dev/loop0 rw
        36 22 0:40 / /net rw - nfs4 server:/export rw
        37 22 0:41 / /layers rw - overlay overlay rw
        38 22 0:42 / /stacked rw - ecryptfs /below rw
        39 22 0:43 / /with\\040space rw - btrfs /dev/mapper/luks rw
        40 31 8:17 / /luks/inner rw - ext4 /dev/sdb1 rw
        41 22 8:99 / /gone rw - ext4 /dev/sdz rw
        42 22 253:0 / /plain rw - xfs /dev/mapper/luks rw
        43 22 253:20 / /deep rw - ext4 /dev/mapper/d0 rw
        a line that is none
        """

    /// A folder with the devices; `a/slaves/b` stands for a link to b.
    private static func withDevices<Result>(_ body: (String) throws -> Result) throws -> Result {
        let folder = NSTemporaryDirectory() + "devices-\(UUID().uuidString.prefix(8))"
        let files = FileManager.default
        defer { try? files.removeItem(atPath: folder) }
        func device(_ number: String, uuid: String? = nil, on carriers: [String] = [], file: String? = nil) throws {
            try files.createDirectory(atPath: folder + "/\(number)/slaves", withIntermediateDirectories: true)
            if let uuid {
                try files.createDirectory(atPath: folder + "/\(number)/dm", withIntermediateDirectories: true)
                try (uuid + "\n").write(toFile: folder + "/\(number)/dm/uuid", atomically: false, encoding: .utf8)
            }
            for carrier in carriers {
                try files.createSymbolicLink(atPath: folder + "/\(number)/slaves/\(carrier)", withDestinationPath: folder + "/" + carrier)
            }
            if let file {
                let path = folder + "/\(number)/" + file
                try files.createDirectory(
                    atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
                try "1\n".write(toFile: path, atomically: false, encoding: .utf8)
            }
        }
        try device("8:16")
        try device("253:0", uuid: "CRYPT-LUKS2-abc-luks", on: ["8:16"])
        try device("253:1", uuid: "LVM-abc", on: ["253:0"])
        try device("253:9", uuid: "CRYPT-VERITY-abc", on: ["8:16"])
        try device("9:0", on: ["253:0", "253:1"])
        try device("9:1", on: ["253:0", "8:16"])
        try device("7:0", file: "loop/backing_file")
        // A partition stands in its disk's folder, and is found by a link.
        try files.createDirectory(atPath: folder + "/8:16/sdb1", withIntermediateDirectories: true)
        try "1\n".write(toFile: folder + "/8:16/sdb1/partition", atomically: false, encoding: .utf8)
        try files.createSymbolicLink(atPath: folder + "/8:17", withDestinationPath: folder + "/8:16/sdb1")
        // A circle, which no system has.
        try device("253:20", on: ["253:20"])
        return try body(folder)
    }

    @Test(
        "The nearest mount decides, and every layer under it is looked through",
        arguments: [
            ("/var/lib/causeway", VolumeEncryption.encrypted("dm-crypt")),
            ("/luks/data", .encrypted("dm-crypt")),
            ("/luks/inner/data", .plain("/dev/sdb1")),
            ("/luksury", .encrypted("dm-crypt")),
            ("/plain/data", .encrypted("dm-crypt")),
            ("/raid", .encrypted("dm-crypt")),
            ("/half/data", .plain("/dev/md1")),
            ("/verity", .plain("/dev/mapper/verity")),
            ("/stacked/data", .encrypted("ecryptfs")),
            ("/with space/data", .encrypted("dm-crypt")),
        ])
    func seen(path: String, expected: VolumeEncryption) throws {
        let verdict = try Self.withDevices { devices in
            VolumeEncryption.look(at: path, mounts: Self.mounts, devices: devices) { $0 == "/dev/mapper/luks" ? "253:0" : nil }
        }
        #expect(verdict == expected)
    }

    @Test("What cannot be seen is said to be unknown, never encrypted", arguments: ["/loop/a", "/net/a", "/layers/a", "/gone/a", "/deep"])
    func unknown(path: String) throws {
        let verdict = try Self.withDevices { devices in
            VolumeEncryption.look(at: path, mounts: Self.mounts, devices: devices) { _ in nil }
        }
        guard case .unknown(let why) = verdict else {
            Issue.record("\(path): \(verdict)")
            return
        }
        #expect(!why.isEmpty)
    }

    @Test("Without any mount nothing is known")
    func nothing() {
        guard case .unknown = VolumeEncryption.look(at: "/a", mounts: "", devices: "/nonexistent", deviceNumber: { _ in nil }) else {
            Issue.record("something was seen")
            return
        }
    }
}
