import Accounts
import Foundation

/// What a script of ours needs to ask the browser for a passkey: the options of WebAuthn Level 3 with octets in base64url, as JSON.
struct PasskeyOptions: Encodable, Sendable {
    private struct Party: Encodable {
        let id: String
        let name: String
    }

    private struct User: Encodable {
        let id: String
        let name: String
        let displayName: String
    }

    private struct Parameter: Encodable {
        let type = "public-key"
        let alg: Int
    }

    private struct Credential: Encodable {
        let type = "public-key"
        let id: String
    }

    private struct Selection: Encodable {
        let residentKey = "preferred"
        let userVerification = "required"
    }

    private let challenge: String
    private var rp: Party?
    private var rpId: String?
    private var user: User?
    private var pubKeyCredParams: [Parameter]?
    private var excludeCredentials: [Credential]?
    private var authenticatorSelection: Selection?
    private var attestation: String?
    private var allowCredentials: [Credential]?
    private var userVerification: String?
    /// Milliseconds: as long as the challenge is of use.
    private let timeout = 300_000

    init(_ creation: PasskeyCreation) {
        challenge = Base64URL.text(creation.challenge)
        rp = Party(id: creation.party.id, name: creation.party.name)
        user = User(id: Base64URL.text(creation.userHandle), name: creation.userName, displayName: creation.displayName)
        // Ed25519 and ES256 (RFC 9053), in the order in which they are liked.
        pubKeyCredParams = [Parameter(alg: -8), Parameter(alg: -7)]
        excludeCredentials = creation.exclude.map { Credential(id: Base64URL.text($0)) }
        authenticatorSelection = Selection()
        attestation = "none"
    }

    init(_ request: PasskeyRequest) {
        challenge = Base64URL.text(request.challenge)
        rpId = request.party.id
        allowCredentials = request.allow.map { Credential(id: Base64URL.text($0)) }
        userVerification = "required"
    }
}

/// What the script sends back, as fields of a form in base64url.
enum PasskeyForm {
    static func attestation(_ form: FormFields) -> PasskeyAttestation? {
        guard let id = octets(form, "id"), let clientData = octets(form, "client"), let attestation = octets(form, "attestation") else {
            return nil
        }
        return PasskeyAttestation(id: id, clientData: clientData, attestation: attestation)
    }

    static func assertion(_ form: FormFields) -> PasskeyAssertion? {
        guard let id = octets(form, "id"), let clientData = octets(form, "client"), let authenticator = octets(form, "authenticator"),
            let signature = octets(form, "signature"), let user = Base64URL.octets(form["user"])
        else { return nil }
        return PasskeyAssertion(id: id, clientData: clientData, authenticatorData: authenticator, signature: signature, userHandle: user)
    }

    private static func octets(_ form: FormFields, _ name: String) -> [UInt8]? {
        guard let octets = Base64URL.octets(form[name]), !octets.isEmpty else { return nil }
        return octets
    }
}

extension PortalAnswer {
    /// For our script.
    static func json(_ value: some Encodable) -> PortalAnswer {
        guard let octets = try? JSONEncoder().encode(value) else { preconditionFailure("what is written as JSON here always can be") }
        return PortalAnswer(status: 200, fields: [("content-type", "application/json")], body: .octets([UInt8](octets)))
    }
}
