import CoreFoundation
import Exchange
import Foundation
import Reference

/// What a pack is made from: a file, a wheel or other zip archive, or a folder.
struct PackSource {
    /// Its name in the pack.
    let label: String
    /// The SHA-256 of the file; `nil` of a folder, of which the files that are used are hashed.
    let hash: String?
    /// The files in it; none for a single file that is no archive.
    let files: [PackHarvest.File]
    /// The octets of a single file.
    let octets: [UInt8]

    /// Reads an archive's list or a folder's; throws what is wrong with it.
    init(_ path: String) throws(OperationError) {
        var isFolder: ObjCBool = false
        let label = String(path.split(separator: "/").last ?? "source")
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            self.init(label: label, hash: nil, files: try Self.files(in: path), octets: [])
        } else {
            try self.init(label: label, octets: try WholeFile.read(path, octetsMax: ReferenceLimits.archiveOctetsMax))
        }
    }

    private init(label: String, hash: String?, files: [PackHarvest.File], octets: [UInt8]) {
        self.label = label
        self.hash = hash
        self.files = files
        self.octets = octets
    }

    /// The same of octets that are here already.
    init(label: String, octets: [UInt8]) throws(OperationError) {
        let hash = PackFormat.sha256(octets)
        guard octets.starts(with: [0x50, 0x4B]) else {
            self.init(label: label, hash: hash, files: [], octets: octets)
            return
        }
        do throws(PackFault) {
            let archive = try ZipArchive(reading: octets)
            let files = archive.files.map { file in PackHarvest.File(path: file.path) { try archive.octets(of: file) } }
            self.init(label: label, hash: hash, files: files, octets: [])
        } catch {
            throw OperationError(error)
        }
    }

    /// The version in a wheel's file name.
    var wheelVersion: String? {
        let parts = label.split(separator: "-")
        return label.hasSuffix(".whl") && parts.count >= 5 ? String(parts[1]) : nil
    }

    /// The regular files of a folder, no deeper and no more than there may be; links are not followed.
    private static func files(in folder: String) throws(OperationError) -> [PackHarvest.File] {
        var (files, waiting): ([PackHarvest.File], [(path: String, depth: Int)]) = ([], [("", 0)])
        while let next = waiting.popLast() {
            let names: [String]
            do { names = try FileManager.default.contentsOfDirectory(atPath: folder + "/" + next.path) } catch {
                throw OperationError(
                    code: "not-readable", reason: "\(folder)/\(next.path) cannot be read.", remedy: "Check its permissions.")
            }
            for name in names.sorted() where name != ".git" {
                let path = next.path.isEmpty ? name : next.path + "/" + name
                let type = (try? FileManager.default.attributesOfItem(atPath: folder + "/" + path))?[.type] as? FileAttributeType
                if type == .typeDirectory, next.depth < ToolLimits.sourceDepthMax {
                    waiting.append((path, next.depth + 1))
                } else if type == .typeRegular {
                    let whole = folder + "/" + path
                    files.append(PackHarvest.File(path: path) { try WholeFile.read(whole, octetsMax: ReferenceLimits.partOctetsMax) })
                }
            }
            guard files.count + waiting.count <= ReferenceLimits.archiveFilesMax else {
                throw OperationError(PackFault.tooMuch(part: "The folder", what: "files", limit: ReferenceLimits.archiveFilesMax))
            }
        }
        return files
    }
}

extension OperationError {
    init(_ fault: PackFault) { self.init(code: fault.code, reason: fault.reason, remedy: fault.remedy) }
}
