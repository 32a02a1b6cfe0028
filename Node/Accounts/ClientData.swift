import Foundation

/// What a browser says it had signed (WebAuthn Level 3, 5.8.1): JSON with the step, the challenge and the site.
struct ClientData: Decodable {
    enum Step: String {
        case create = "webauthn.create"
        case get = "webauthn.get"
    }

    private let type: String
    private let challenge: String
    private let origin: String
    private let crossOrigin: Bool?
    private let topOrigin: String?

    /// Reads it and throws unless it was made for this step, challenge and site, in no frame of another site.
    static func check(_ octets: [UInt8], step: Step, challenge: [UInt8], party: RelyingParty) throws(WebAuthnFault) {
        guard octets.count <= AccountsLimits.clientDataOctetsMax, let data = try? JSONDecoder().decode(ClientData.self, from: Data(octets))
        else { throw .malformed }
        guard data.type == step.rawValue else { throw .type }
        guard let found = Base64.urlOctets(data.challenge), found == challenge else { throw .challenge }
        guard data.origin == party.origin, data.crossOrigin != true, data.topOrigin == nil else { throw .origin }
    }

    /// The challenge that it names, so that its own can be looked up; `nil` when it cannot be read.
    static func challenge(in octets: [UInt8]) -> [UInt8]? {
        guard octets.count <= AccountsLimits.clientDataOctetsMax else { return nil }
        return (try? JSONDecoder().decode(ClientData.self, from: Data(octets))).flatMap { Base64.urlOctets($0.challenge) }
    }
}
