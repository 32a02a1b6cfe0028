/// Whose passkeys they are (WebAuthn Level 3, 5.4.2): the portal by its host, and the one origin from which it is asked.
public struct RelyingParty: Equatable, Sendable {
    /// A host name without port: "portal.bank.example".
    public let id: String
    /// "https://portal.bank.example", with the port where it is not the scheme's own.
    public let origin: String
    /// What the browser shows.
    public let name: String

    public init(id: String, origin: String, name: String) {
        self.id = id
        self.origin = origin
        self.name = name
    }
}

/// What a browser is asked to make a passkey with (`PublicKeyCredentialCreationOptions`).
public struct PasskeyCreation: Equatable, Sendable {
    /// 32 octets, once.
    public let challenge: [UInt8]
    public let party: RelyingParty
    /// The account's identifier.
    public let userHandle: [UInt8]
    public let userName: String
    public let displayName: String
    /// Credentials that the account has already.
    public let exclude: [[UInt8]]

    public init(
        challenge: [UInt8], party: RelyingParty, userHandle: [UInt8], userName: String, displayName: String, exclude: [[UInt8]]
    ) {
        self.challenge = challenge
        self.party = party
        self.userHandle = userHandle
        self.userName = userName
        self.displayName = displayName
        self.exclude = exclude
    }
}

/// What a browser is asked to show a passkey with (`PublicKeyCredentialRequestOptions`).
public struct PasskeyRequest: Equatable, Sendable {
    /// 32 octets, once.
    public let challenge: [UInt8]
    public let party: RelyingParty
    /// Credentials that will do; empty for any that the browser knows.
    public let allow: [[UInt8]]

    public init(challenge: [UInt8], party: RelyingParty, allow: [[UInt8]]) {
        self.challenge = challenge
        self.party = party
        self.allow = allow
    }
}

/// What a browser gave after it made a passkey (`AuthenticatorAttestationResponse`); nothing of it has been checked.
public struct PasskeyAttestation: Equatable, Sendable {
    public let id: [UInt8]
    public let clientData: [UInt8]
    public let attestation: [UInt8]

    public init(id: [UInt8], clientData: [UInt8], attestation: [UInt8]) {
        self.id = id
        self.clientData = clientData
        self.attestation = attestation
    }
}

/// What a browser gave to show that it has a passkey (`AuthenticatorAssertionResponse`); nothing of it has been checked.
public struct PasskeyAssertion: Equatable, Sendable {
    public let id: [UInt8]
    public let clientData: [UInt8]
    public let authenticatorData: [UInt8]
    public let signature: [UInt8]
    /// Empty where the authenticator gave none.
    public let userHandle: [UInt8]

    public init(id: [UInt8], clientData: [UInt8], authenticatorData: [UInt8], signature: [UInt8], userHandle: [UInt8]) {
        self.id = id
        self.clientData = clientData
        self.authenticatorData = authenticatorData
        self.signature = signature
        self.userHandle = userHandle
    }
}

/// A passkey in the list that a person has of their own.
public struct PasskeySummary: Equatable, Sendable {
    public let id: [UInt8]
    /// What its owner calls it.
    public let name: String
    /// Unix seconds.
    public let created: UInt64
    /// Unix seconds; `nil` before the first time.
    public let lastUsed: UInt64?

    public init(id: [UInt8], name: String, created: UInt64, lastUsed: UInt64?) {
        self.id = id
        self.name = name
        self.created = created
        self.lastUsed = lastUsed
    }
}
