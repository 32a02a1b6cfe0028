/// Why a request gets no page.
enum PublicRefusal: Error, Equatable {
    /// The address or a field of the request is not one that these pages have.
    case badRequest
    /// Nothing public is there now.
    case notFound
    /// It was public and is not any more; the successor, if there is one, is public.
    case ended(PublicStanding.Ending, successor: String?)
    /// Only GET and HEAD do anything here.
    case methodNotAllowed
    /// The node could not read what is asked for.
    case fault
    /// Too much is being sent to others.
    case busy

    var status: Int {
        switch self {
        case .badRequest: 400
        case .notFound: 404
        case .ended: 410
        case .methodNotAllowed: 405
        case .fault: 500
        case .busy: 503
        }
    }
}

/// Why the public pages are not served at all.
public struct PublicZoneError: Error, Equatable, Sendable, CustomStringConvertible {
    /// For programs: "public-zone-not-listening".
    public let code: String
    public let reason: String
    public let remedy: String

    static func notListening(host: String, port: Int, _ fault: String) -> PublicZoneError {
        PublicZoneError(
            code: "public-zone-not-listening", reason: "The public pages cannot listen on \(host):\(port): \(fault).",
            remedy: "Change the address of the public pages in the settings, or stop the process that uses the port.")
    }

    public var description: String { "\(reason) \(remedy)" }
}
