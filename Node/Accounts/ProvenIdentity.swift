/// Somebody as a provider of identities proved them (OpenID Connect Core 1.0, 2); it takes the place of a password, never of a second step.
public struct ProvenIdentity: Equatable, Sendable {
    /// Who says so.
    public let issuer: String
    /// The name of somebody there, which the provider never gives to anybody else.
    public let subject: String
    /// Their e-mail address, if the provider says that it made sure of it.
    public let verifiedAddress: String?

    public init(issuer: String, subject: String, verifiedAddress: String?) {
        self.issuer = issuer
        self.subject = subject
        self.verifiedAddress = verifiedAddress
    }
}
