import Foundation
import Sodium

/// Where the vectors of others lie once `Tests/Interop/primitives/check` has installed them; they are not part of this repository.
enum InstalledVectors {
    /// What `CAUSEWAY_VECTORS` names, else the folder that the check uses.
    static let folder: String = {
        let environment = ProcessInfo.processInfo.environment["CAUSEWAY_VECTORS"]
        if let environment, !environment.isEmpty { return environment }
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return root.appending(path: ".build-interop/primitives/vectors").path(percentEncoded: false)
    }()

    /// Whether the tests run at all: always where somebody has named a folder, so that a missing file is a failure there.
    static let areWanted =
        ProcessInfo.processInfo.environment["CAUSEWAY_VECTORS"]?.isEmpty == false || FileManager.default.fileExists(atPath: folder)

    /// Reads one of the files.
    static func read<Document: Decodable>(_ name: String, as type: Document.Type = Document.self) throws -> Document {
        try JSONDecoder().decode(type, from: try Data(contentsOf: URL(filePath: folder + "/" + name)))
    }

    /// The octets of a value in hexadecimal.
    static func octets(_ text: String) throws -> [UInt8] {
        guard let octets = [UInt8](hex: text) else { throw NotHexadecimal(text: text) }
        return octets
    }
}

struct NotHexadecimal: Error { let text: String }

/// A file of Project Wycheproof: groups of tests that share a key, a size or a curve.
struct Wycheproof<Group: Decodable>: Decodable {
    let numberOfTests: Int
    let testGroups: [Group]
}

/// What Wycheproof expects of a library: "acceptable" leaves it to the library, and here a count says which it is.
enum Verdict: String, Decodable {
    case valid
    case invalid
    case acceptable
}
