import Sodium

/// What an authenticator says (WebAuthn Level 3, 6.1):
/// SHA-256 of the party 32 | flags 1 | counter 4 | with AT: AAGUID 16, length 2, credential, COSE_Key | with ED: a map of extensions
struct AuthenticatorData {
    struct Flags: OptionSet {
        let rawValue: UInt8
        static let userPresent = Flags(rawValue: 0x01)
        static let userVerified = Flags(rawValue: 0x04)
        static let backupEligible = Flags(rawValue: 0x08)
        static let backedUp = Flags(rawValue: 0x10)
        static let attested = Flags(rawValue: 0x40)
        static let extended = Flags(rawValue: 0x80)
    }

    let partyHash: [UInt8]
    let flags: Flags
    let counter: UInt32
    /// With the flag AT.
    let credential: (id: [UInt8], key: PasskeyKey)?

    /// Reads the whole. Throws `malformed`, and what is wrong with the key.
    init(_ octets: [UInt8]) throws(WebAuthnFault) {
        guard octets.count <= AccountsLimits.authenticatorDataOctetsMax, octets.count >= 37 else { throw .malformed }
        partyHash = Array(octets[..<32])
        flags = Flags(rawValue: octets[32])
        counter = octets[33..<37].reduce(0) { $0 << 8 | UInt32($1) }
        var rest = octets[37...]
        if flags.contains(.attested) {
            guard rest.count >= 18 else { throw .malformed }
            let length = rest.dropFirst(16).prefix(2).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(18)
            guard (1...AccountsLimits.credentialOctetsMax).contains(length), rest.count >= length else { throw .malformed }
            let id = Array(rest.prefix(length))
            var reader = CTAPReader(rest.dropFirst(length))
            credential = (id, try PasskeyKey(reading: &reader))
            rest = reader.rest
        } else {
            credential = nil
        }
        if flags.contains(.extended) {
            guard let first = rest.first, first >> 5 == 5 else { throw .malformed }
            var reader = CTAPReader(rest)
            try reader.skip()
            rest = reader.rest
        }
        guard rest.isEmpty else { throw .malformed }
    }

    /// Throws unless it was made for this party by somebody who was there and was looked at, and its flags hang together.
    func check(for party: RelyingParty) throws(WebAuthnFault) {
        guard partyHash == Digest.sha256(Array(party.id.utf8)).array else { throw .party }
        guard flags.contains([.userPresent, .userVerified]) else { throw .userNotVerified }
        guard flags.contains(.backupEligible) || !flags.contains(.backedUp) else { throw .flags }
    }
}
