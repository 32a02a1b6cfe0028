import Foundation

/// How reports are written and read: one way for the local interface and for the tool's `--json`.
public enum JSONDocument {
    /// Writes a report; members stand in the order of their names, so equal reports are equal text.
    public static func encode(_ report: some Encodable, pretty: Bool = false) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        guard let data = try? encoder.encode(report) else {
            preconditionFailure("a report of texts and whole numbers could not be written: \(type(of: report))")
        }
        return [UInt8](data)
    }

    /// Reads a report or a request; `nil` for anything else.
    static func decode<Report: Decodable>(_ type: Report.Type, from bytes: [UInt8]) -> Report? {
        try? JSONDecoder().decode(type, from: Data(bytes))
    }
}

/// The body of `POST /v1/groups/{group}/members`.
struct MemberAddition: Codable, Equatable, Sendable {
    /// A name or an identifier.
    var organisation: String
}

/// The body of `POST /v1/members/{organisation}/standing`.
struct StandingChange: Codable, Equatable, Sendable {
    /// "suspended", "reinstated" or "expelled".
    var standing: String
}
