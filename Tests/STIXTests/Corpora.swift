import Foundation

/// Published files that stand beside the project where it is developed; tests that need them say so and are skipped elsewhere.
enum Corpora {
    /// `../shared/corpora` from the project's root, with symbolic links resolved.
    static let folder = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "../shared/corpora").standardizedFileURL

    static var arePresent: Bool { FileManager.default.fileExists(atPath: folder.path) }

    /// The files below a folder with that extension, in the order of their names; none where the corpora are absent.
    static func files(in name: String, extension suffix: String) -> [URL] {
        let files = FileManager.default.enumerator(at: folder.appending(path: name), includingPropertiesForKeys: nil)
        return (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == suffix }.sorted { $0.path < $1.path }
    }

    static func bytes(of url: URL) throws -> [UInt8] { [UInt8](try Data(contentsOf: url)) }
}
