import Sodium

/// A passkey as it was registered: what later assertions are judged by.
public struct RegisteredPasskey: Equatable, Sendable {
    public let id: [UInt8]
    public let key: PasskeyKey
    /// What the authenticator counted last; 0 where it does not count.
    public let counter: UInt32
    /// Whether it may be copied to other devices of its owner; never changes.
    public let isBackupEligible: Bool

    public init(id: [UInt8], key: PasskeyKey, counter: UInt32, isBackupEligible: Bool) {
        self.id = id
        self.key = key
        self.counter = counter
        self.isBackupEligible = isBackupEligible
    }
}

/// Registering and showing passkeys, the relying party's half (WebAuthn Level 3, 7.1 and 7.2).
///
/// User verification is always asked for: a passkey stands for both steps. What made an authenticator is nobody's business here, so
/// attestation is "none", and other statements are read past.
public enum WebAuthn {
    /// The challenge that an attestation or assertion names, which has to be looked up and used up; it proves nothing.
    public static func challenge(in clientData: [UInt8]) -> [UInt8]? { ClientData.challenge(in: clientData) }

    /// Checks what a browser gave of a new passkey.
    public static func register(
        _ attestation: PasskeyAttestation, challenge: [UInt8], party: RelyingParty
    ) throws(WebAuthnFault) -> RegisteredPasskey {
        try ClientData.check(attestation.clientData, step: .create, challenge: challenge, party: party)
        let data = try AuthenticatorData(try authenticatorData(in: attestation.attestation))
        try data.check(for: party)
        guard let credential = data.credential else { throw .flags }
        guard credential.id == attestation.id else { throw .credential }
        return RegisteredPasskey(
            id: credential.id, key: credential.key, counter: data.counter, isBackupEligible: data.flags.contains(.backupEligible))
    }

    /// Checks that somebody has a passkey now; gives what its authenticator counted.
    ///
    /// The store has to take the counter in the step in which it looks at the last: see `counts`. `userHandle` is the account's.
    public static func check(
        _ assertion: PasskeyAssertion, by passkey: RegisteredPasskey, userHandle: [UInt8], challenge: [UInt8], party: RelyingParty
    ) throws(WebAuthnFault) -> UInt32 {
        guard assertion.id == passkey.id, assertion.userHandle.isEmpty || assertion.userHandle == userHandle else { throw .credential }
        try ClientData.check(assertion.clientData, step: .get, challenge: challenge, party: party)
        let data = try AuthenticatorData(assertion.authenticatorData)
        try data.check(for: party)
        guard !data.flags.contains(.attested), data.flags.contains(.backupEligible) == passkey.isBackupEligible else { throw .flags }
        let message = assertion.authenticatorData + Digest.sha256(assertion.clientData).array
        guard assertion.signature.count <= AccountsLimits.signatureOctetsMax, passkey.key.accepts(assertion.signature, over: message) else {
            throw .signature
        }
        guard counts(data.counter, after: passkey.counter) else { throw .cloned }
        return data.counter
    }

    /// Whether a counter may follow another: it grows, unless the authenticator does not count at all.
    public static func counts(_ counter: UInt32, after last: UInt32) -> Bool { counter > last || counter == 0 && last == 0 }

    /// The authenticator's data in an attestation object: a map of "fmt", "attStmt" and "authData".
    private static func authenticatorData(in attestation: [UInt8]) throws(WebAuthnFault) -> [UInt8] {
        guard attestation.count <= AccountsLimits.attestationOctetsMax else { throw .malformed }
        var reader = CTAPReader(attestation[...])
        var data: [UInt8]?
        var format: String?
        try reader.map { (key, reader) throws(WebAuthnFault) in
            switch key {
            case .text("authData"): data = Array(try reader.octets(max: AccountsLimits.authenticatorDataOctetsMax))
            case .text("fmt"): format = try reader.text(max: 32)
            default: try reader.skip()
            }
        }
        guard reader.isAtEnd, let data, format != nil else { throw .malformed }
        return data
    }
}
