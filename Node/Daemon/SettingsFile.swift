import Configuration
import Exchange
import Foundation
import Yams

/// A settings file as read: values as texts, each with its line, so that an error can name it.
struct SettingsFile {
    let path: String
    private(set) var values: [AbsoluteConfigKey: ConfigValue] = [:]
    private var lines: [SettingsKey: Int] = [:]

    /// Reads and checks the file's form; what the values mean is checked by their reader.
    init(path: String) throws(OperationError) {
        self.path = path
        guard FileManager.default.fileExists(atPath: path) else { return }
        guard let octets = FileManager.default.contents(atPath: path) else {
            throw OperationError(
                code: "settings-unreadable", reason: "The settings file \(path) cannot be read.",
                remedy: "Check that it is a file and that the node's user may read it.")
        }
        guard octets.count <= DaemonSettingsLimits.fileOctetsMax else {
            throw .malformedSettings("\(path) has more than \(DaemonSettingsLimits.fileOctetsMax) octets")
        }
        guard let text = String(data: octets, encoding: .utf8) else { throw .malformedSettings("\(path) is not UTF-8 text") }
        let root: Yams.Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw .malformedSettings(Self.describe(error, in: path))
        }
        guard let root else { return }
        // A file of comments alone is composed as one empty scalar.
        if let scalar = root.scalar, scalar.string.isEmpty, scalar.style == .plain { return }
        guard let mapping = root.mapping else { throw .malformedSettings("\(path) is not a list of `key: value` lines") }
        for (name, value) in mapping { try add(name, value) }
    }

    /// Where a key's value stands: "demo/bank/causeway.yaml:12".
    func place(of key: SettingsKey) -> String { lines[key].map { "\(path):\($0)" } ?? path }

    private mutating func add(_ name: Yams.Node, _ value: Yams.Node) throws(OperationError) {
        let line = name.mark?.line ?? 0
        guard let text = name.scalar?.string, let key = SettingsKey(rawValue: text) else {
            throw .unknownSetting(name.scalar?.string ?? "(not a word)", at: "\(path):\(line)")
        }
        lines[key] = line
        guard let content = Self.content(of: value, for: key) else {
            throw .invalidSetting(key, Self.kind(of: value), at: "\(path):\(value.mark?.line ?? line)")
        }
        values[key.configurationKey] = ConfigValue(content, isSecret: false)
    }

    /// The value in the type of its key; `nil` for another type.
    private static func content(of value: Yams.Node, for key: SettingsKey) -> ConfigContent? {
        if key.isList {
            if isEmpty(value) { return .stringArray([]) }
            guard let sequence = value.sequence else { return nil }
            let texts = sequence.compactMap { $0.scalar?.string }
            return texts.count == sequence.count ? .stringArray(texts) : nil
        }
        if isEmpty(value) { return .string("") }
        guard let scalar = value.scalar else { return nil }
        // YAML tells true from "true" and 1 from "1"; every other key takes a text, quoted or not.
        if key.isFlagOrNumber, scalar.style != .plain { return nil }
        return .string(scalar.string)
    }

    /// Whether nothing, `~` or `null` stands behind the colon.
    private static func isEmpty(_ value: Yams.Node) -> Bool {
        guard let scalar = value.scalar, scalar.style == .plain else { return false }
        return ["", "~", "null"].contains(scalar.string)
    }

    private static func kind(of value: Yams.Node) -> String {
        switch value {
        case .scalar(let scalar): scalar.style == .plain ? "\(scalar.string.prefix(100))" : "the text \"\(scalar.string.prefix(100))\""
        case .mapping: "a group of keys"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }

    private static func describe(_ error: any Error, in path: String) -> String {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            "\(path):\(mark.line): \(problem) (column \(mark.column))"
        case .duplicatedKeysInMapping(let names, let context):
            "\(path):\(context.mark.line): the key \(names.sorted().joined(separator: ", ")) stands there twice"
        case .reader(let problem, _, _, _): "\(path): \(problem)"
        default: "\(path) is not YAML"
        }
    }
}

/// The bounds of the settings file.
enum DaemonSettingsLimits {
    /// Octets of the file: a page of settings, with room for many comments.
    static let fileOctetsMax = 1_048_576
    /// Letters by which a mistyped key may differ from the one that is proposed instead.
    static let typingErrorsMax = 3
}

/// The errors of the settings.
extension OperationError {
    static func malformedSettings(_ fault: String) -> OperationError {
        OperationError(
            code: "settings-malformed", reason: "The settings cannot be read: \(fault).",
            remedy: "Write lines like `log-level: info`, and addresses in quotation marks.")
    }

    static func unknownSetting(_ name: String, at place: String) -> OperationError {
        let keys = SettingsKey.allCases.map(\.rawValue)
        let nearest = keys.map { (key: $0, distance: typingErrors(between: $0, and: name)) }.min { $0.distance < $1.distance }
        let remedy =
            if let nearest, nearest.distance <= DaemonSettingsLimits.typingErrorsMax {
                "Did you mean `\(nearest.key)`?"
            } else {
                "The keys are: \(keys.joined(separator: ", "))."
            }
        return OperationError(code: "unknown-setting", reason: "\(place): there is no setting `\(name.prefix(100))`.", remedy: remedy)
    }

    static func invalidSetting(_ key: SettingsKey, _ found: String, at place: String) -> OperationError {
        OperationError(
            code: "invalid-setting", reason: "\(place): `\(key.rawValue)` is \(found).", remedy: "Expected is \(key.expectation).")
    }

    /// How many letters have to be put in, left out or changed to make one word the other (Levenshtein).
    private static func typingErrors(between left: String, and right: String) -> Int {
        let letters = Array(right.lowercased().replacing("_", with: "-").prefix(64))
        var row = Array(0...letters.count)
        for (index, letter) in left.enumerated() {
            var previous = row[0]
            row[0] = index + 1
            for (column, other) in letters.enumerated() {
                let changed = previous + (letter == other ? 0 : 1)
                previous = row[column + 1]
                row[column + 1] = min(changed, row[column] + 1, previous + 1)
            }
        }
        return row[letters.count]
    }
}
