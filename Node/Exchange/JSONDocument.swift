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

    /// Reads a report; `nil` for anything else.
    package static func decode<Report: Decodable>(_ type: Report.Type, from bytes: [UInt8]) -> Report? {
        try? JSONDecoder().decode(type, from: Data(bytes))
    }

    /// Reads a request; `nil` also when it has a member that such a request does not have, since a misspelt one would
    /// otherwise be the same as none.
    static func decodeStrictly<Request: Codable>(_ type: Request.Type, from bytes: [UInt8]) -> Request? {
        guard let request = decode(type, from: bytes),
            let given = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed),
            let understood = try? JSONSerialization.jsonObject(with: Data(encode(request)), options: .fragmentsAllowed),
            isEveryMember(of: given, in: understood)
        else { return nil }
        return request
    }

    private static func isEveryMember(of given: Any, in understood: Any) -> Bool {
        switch (given, understood) {
        case (let given as [String: Any], let understood as [String: Any]):
            given.allSatisfy { name, value in understood[name].map { isEveryMember(of: value, in: $0) } ?? (value is NSNull) }
        case (let given as [Any], let understood as [Any]):
            given.count == understood.count && zip(given, understood).allSatisfy { isEveryMember(of: $0, in: $1) }
        // Base 64 has several spellings of the same octets, of which one is written.
        case (let given as String, let understood as String): given == understood
        default: true
        }
    }
}
