import Daemon
import Exchange
import Foundation
import Glibc
import Logging

/// Writes log lines to standard error: for people, or one JSON object a line for a collector.
///
/// A line is written by one call, so lines of several threads do not mix. Control characters are shown, not sent, so
/// nothing a peer says can make a line that looks like another.
struct NodeLog: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    private let format: NodeSettings.LogFormat
    private let label: String

    init(label: String, level: Logger.Level, format: NodeSettings.LogFormat) {
        self.label = label
        logLevel = level
        self.format = format
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = metadata
        if let provided = metadataProvider?.get() { fields.merge(provided) { $1 } }
        if let own = event.metadata { fields.merge(own) { $1 } }
        if let error = event.error { fields["error"] = "\(error)" }
        let texts = fields.mapValues { "\($0)" }
        let line =
            switch format {
            case .text: Self.text(event.level, "\(event.message)", texts, at: Self.now())
            case .json: Self.json(event.level, "\(event.message)", texts, at: Self.now(), label: label)
            }
        Output.complain(line)
    }

    static func text(_ level: Logger.Level, _ message: String, _ fields: [String: String], at time: String) -> String {
        let word = level.rawValue + String(repeating: " ", count: max(0, 7 - level.rawValue.count))
        let pairs = fields.sorted { $0.key < $1.key }.map { "\(PlainText.line($0.key))=\(quoted(PlainText.line($0.value)))" }
        return ([time, word, PlainText.line(message)] + pairs).joined(separator: " ")
    }

    static func json(
        _ level: Logger.Level, _ message: String, _ fields: [String: String], at time: String, label: String
    ) -> String {
        let line = Line(fields: fields, label: label, level: level.rawValue, message: message, time: time)
        return String(decoding: JSONDocument.encode(line), as: UTF8.self)
    }

    private struct Line: Encodable {
        let fields: [String: String]
        let label: String
        let level: String
        let message: String
        let time: String
    }

    private static func quoted(_ text: String) -> String {
        guard text.isEmpty || text.contains(where: { " \"=".contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\\\"") + "\""
    }

    /// The time as "2025-03-03T09:00:00.123Z".
    private static func now() -> String {
        // Not `timespec`: which module defines it hangs on the order in which the files of this one are compiled.
        let milliseconds = Int64(Date().timeIntervalSince1970 * 1_000)
        var second = time_t(milliseconds / 1_000)
        var parts = tm()
        gmtime_r(&second, &parts)
        var text = [CChar](repeating: 0, count: 32)
        let length = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%S", &parts)
        let thousandths = String(milliseconds % 1_000)
        let seconds = String(decoding: text.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return seconds + "." + String(repeating: "0", count: 3 - thousandths.count) + thousandths + "Z"
    }
}
