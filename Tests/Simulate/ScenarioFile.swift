import ArgumentParser
import Foundation
import Simulator
import Yams

/// A scenario's file: by the name of one that comes with the program, or by its path.
struct ScenarioFile {
    let name: String
    let scenario: Scenario

    static let folder = "Tests/Simulate/Scenarios"

    init(_ name: String) throws {
        let isPath = name.hasSuffix(".yaml")
        let path = isPath ? name : "\(Self.folder)/\(name).yaml"
        guard let octets = FileManager.default.contents(atPath: path) else {
            throw ValidationError("There is no \(path). `simulate list` names the scenarios; run it where Tests/Simulate is.")
        }
        do {
            scenario = try YAMLDecoder().decode(Scenario.self, from: octets)
        } catch {
            throw ValidationError("\(path): \(Self.sentence(error))")
        }
        self.name = name
    }

    /// All that come with the program.
    static func names() throws -> [String] {
        guard let files = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw ValidationError("There is no \(folder) here: run this in the folder that holds Package.swift.")
        }
        return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }

    private static func sentence(_ error: any Error) -> String {
        func place(_ context: DecodingError.Context) -> String {
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            return (path.isEmpty ? "" : "\(path): ") + context.debugDescription
        }
        return switch error {
        case DecodingError.dataCorrupted(let context), DecodingError.keyNotFound(_, let context),
            DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            place(context)
        default: "\(error)"
        }
    }
}

struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Name the scenarios that come with the program.")

    func run() throws {
        for name in try ScenarioFile.names() {
            print("\(name.padding(toLength: 14, withPad: " ", startingAt: 0))\(try ScenarioFile(name).scenario.about)")
        }
    }
}
