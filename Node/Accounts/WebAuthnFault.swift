/// Why what a browser gave of a passkey is not taken.
public enum WebAuthnFault: Error, Equatable, Sendable {
    /// It cannot be read, or is too long.
    case malformed
    /// It was made for another step: a new passkey where one was to be shown, or the other way round.
    case type
    /// Another challenge, or one that was used.
    case challenge
    /// Another site, or a page inside another site's.
    case origin
    /// Another relying party.
    case party
    /// Nobody touched the authenticator, or it did not look who that was.
    case userNotVerified
    /// Its flags contradict each other or what it said before.
    case flags
    /// An algorithm that was not offered.
    case algorithm
    /// The public key is none of its algorithm's.
    case key
    /// Another credential than was announced, or another person's.
    case credential
    /// The signature is not the key's.
    case signature
    /// Its counter did not grow: somebody may have a copy of it.
    case cloned
}
