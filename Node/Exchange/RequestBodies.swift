import Foundation

/// The body of `POST /v1/members/{organisation}/standing`.
struct StandingChange: Codable, Equatable, Sendable {
    /// "suspended", "reinstated" or "expelled".
    var standing: String
}

/// The body of `POST /v1/members/{organisation}/sector`.
struct SectorChange: Codable, Equatable, Sendable {
    /// Empty for none.
    var sector: String
}

/// The body of `POST /v1/registry/records`: signed records, each in base 64.
struct RecordSubmission: Codable, Equatable, Sendable {
    private var records: [Data]

    init(_ records: [[UInt8]]) { self.records = records.map { Data($0) } }

    /// The records, when their number and lengths are within the limits; throws `malformed-request`.
    func checked() throws(OperationError) -> [[UInt8]] {
        guard (1...ExchangeLimits.recordsSubmittedMax).contains(records.count) else {
            throw .malformedRequest("it takes 1 to \(ExchangeLimits.recordsSubmittedMax) records")
        }
        guard records.allSatisfy({ (1...ExchangeLimits.recordOctetsMax).contains($0.count) }) else {
            throw .malformedRequest("a record has 1 to \(ExchangeLimits.recordOctetsMax) octets")
        }
        return records.map { [UInt8]($0) }
    }
}
