import Accounts
import Crypto
import Foundation
import Sodium

/// An authenticator in a few lines, which says whatever a test wants it to say.
struct Authenticator {
    enum Key {
        case es256(P256.Signing.PrivateKey)
        case edDSA(Curve25519.Signing.PrivateKey)
    }

    var id = [UInt8](repeating: 7, count: 16)
    var key = Key.es256(P256.Signing.PrivateKey())
    var party = SoftPasskey.party
    var type: String?
    var origin: String?
    var more = ""
    var counter: UInt32 = 0
    var flags: UInt8 = 0x05
    /// Octets behind the authenticator's data.
    var tail: [UInt8] = []
    /// Instead of the COSE_Key.
    var encodedKey: [UInt8]?
    var format = "none"
    /// CBOR of the statement.
    var statement: [UInt8] = [0xA0]

    func clientData(_ type: String, _ challenge: [UInt8]) -> [UInt8] {
        let challenge = Data(challenge).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        return Array(
            "{\"type\":\"\(self.type ?? type)\",\"challenge\":\"\(challenge)\",\"origin\":\"\(origin ?? party.origin)\"\(more)}".utf8)
    }

    func register(_ challenge: [UInt8], flags extra: UInt8 = 0x40) -> PasskeyAttestation {
        let credential = extra & 0x40 == 0 ? [] : [UInt8](repeating: 0, count: 16) + Self.length(id) + id + (encodedKey ?? coseKey)
        let data = authenticatorData(extra) + credential + tail
        let object = [0xA3] + text("fmt") + text(format) + text("attStmt") + statement + text("authData") + octets(data)
        return PasskeyAttestation(id: id, clientData: clientData("webauthn.create", challenge), attestation: object)
    }

    func show(_ challenge: [UInt8], userHandle: [UInt8] = []) -> PasskeyAssertion {
        let (client, data) = (clientData("webauthn.get", challenge), authenticatorData(0) + tail)
        let message = data + Array(SHA256.hash(data: client))
        let signature: [UInt8]
        switch key {
        case .es256(let key): signature = (try? key.signature(for: message)).map { Array($0.derRepresentation) } ?? []
        case .edDSA(let key): signature = (try? key.signature(for: message)).map { Array($0) } ?? []
        }
        return PasskeyAssertion(id: id, clientData: client, authenticatorData: data, signature: signature, userHandle: userHandle)
    }

    private func authenticatorData(_ extra: UInt8) -> [UInt8] {
        Array(SHA256.hash(data: Data(party.id.utf8))) + [flags | extra]
            + (0..<4).map { UInt8(truncatingIfNeeded: counter >> (24 - 8 * UInt32($0))) }
    }

    var coseKey: [UInt8] {
        switch key {
        case .es256(let key):
            let point = Array(key.publicKey.rawRepresentation)
            return [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21] + octets(Array(point[..<32])) + [0x22] + octets(Array(point[32...]))
        case .edDSA(let key):
            return [0xA4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21] + octets(Array(key.publicKey.rawRepresentation))
        }
    }

    func octets(_ octets: [UInt8]) -> [UInt8] {
        switch octets.count {
        case ..<24: [0x40 | UInt8(octets.count)] + octets
        case ..<256: [0x58, UInt8(octets.count)] + octets
        default: [0x59] + Self.length(octets) + octets
        }
    }

    private func text(_ text: String) -> [UInt8] { [0x60 | UInt8(text.utf8.count)] + Array(text.utf8) }

    private static func length(_ octets: [UInt8]) -> [UInt8] { [UInt8(octets.count >> 8), UInt8(octets.count & 0xFF)] }
}
