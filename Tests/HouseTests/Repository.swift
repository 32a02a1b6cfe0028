import Foundation
import Testing

/// The repository this test was compiled from, read as text.
///
/// Only what a person wrote is seen: build folders, the demo's data and git's own files are left out.
struct Repository: Sendable, CustomTestStringConvertible {
    /// One file: where it is from the root, with `/` between the parts, and what it holds.
    struct File: Sendable, CustomTestStringConvertible {
        let path: String
        let text: String

        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
        var name: String { String(path.split(separator: "/").last ?? "") }
        var testDescription: String { path }
    }

    let files: [File]

    var testDescription: String { "a repository of \(files.count) files" }

    /// Read once for all tests.
    static let shared = Repository(
        root: URL(filePath: "../..", relativeTo: URL(filePath: #filePath).resolvingSymlinksInPath()).standardizedFileURL)

    private static let skippedFolders: Set<String> = [".git", ".swiftpm", "demo", "node_modules", "__pycache__"]
    /// A larger file is data, not something a person reads.
    private static let fileOctetsMax = 2_000_000

    init(root: URL) {
        files = Self.walk(root, below: "").sorted { $0.path < $1.path }
    }

    init(files: [File]) {
        self.files = files
    }

    /// The files in a folder and its folders.
    func files(under folder: String) -> [File] {
        files.filter { $0.path.hasPrefix(folder + "/") }
    }

    /// Swift sources in every room, with the tests and the manifest.
    var swiftFiles: [File] {
        files.filter { $0.path.hasSuffix(".swift") }
    }

    func file(_ path: String) -> File? {
        files.first { $0.path == path }
    }

    private static func walk(_ folder: URL, below path: String) -> [File] {
        let entries = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: [.isDirectoryKey])) ?? []
        return entries.flatMap { entry -> [File] in
            let name = entry.lastPathComponent
            let values = try? entry.resourceValues(forKeys: [.isDirectoryKey, .isSymbolicLinkKey])
            if values?.isDirectory == true {
                let skipped = skippedFolders.contains(name) || name.hasPrefix(".build")
                return skipped ? [] : walk(entry, below: path + name + "/")
            }
            guard let data = try? Data(contentsOf: entry), data.count <= fileOctetsMax, let text = String(data: data, encoding: .utf8)
            else { return [] }
            return [File(path: path + name, text: text)]
        }
    }
}
