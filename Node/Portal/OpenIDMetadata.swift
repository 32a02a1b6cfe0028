/// What a provider says of itself (OpenID Connect Discovery 1.0, 3), as far as it is used, and checked.
struct OpenIDMetadata: Equatable, Sendable {
    let authorization: String
    let token: String
    let keys: String
    let userinfo: String?
    /// Whether its answers by way of the browser name it (RFC 9207, 2.4).
    let namesItself: Bool

    private struct Document: Decodable {
        let issuer: String
        let authorizationEndpoint: String
        let tokenEndpoint: String
        let jwksUri: String
        let userinfoEndpoint: String?
        let responseTypesSupported: [String]?
        let codeChallengeMethodsSupported: [String]?
        let tokenEndpointAuthMethodsSupported: [String]?
        let authorizationResponseIssParameterSupported: Bool?
    }

    /// Where it says so. A slash at the end of the issuer is one with that of the path (Discovery 1.0, 4.1).
    static func address(of issuer: String) -> String {
        (issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer) + "/.well-known/openid-configuration"
    }

    init(_ octets: [UInt8], of settings: OpenIDSettings) throws(OpenIDFault) {
        guard let read = OpenIDJSON.read(Document.self, octets) else { throw .unreadable }
        guard read.issuer == settings.issuer else { throw .otherIssuer }
        let addresses = [read.authorizationEndpoint, read.tokenEndpoint, read.jwksUri] + (read.userinfoEndpoint.map { [$0] } ?? [])
        guard addresses.allSatisfy({ OpenIDAddress.isTaken($0, isIssuerSecure: settings.isSecure) }) else { throw .unsafeAddress }
        if let types = read.responseTypesSupported, !types.contains("code") { throw .noCodeFlow }
        if let methods = read.codeChallengeMethodsSupported, !methods.contains("S256") { throw .noChallenges }
        if settings.secret != nil, let methods = read.tokenEndpointAuthMethodsSupported, !methods.contains("client_secret_basic") {
            throw .noSecretTaken
        }
        authorization = read.authorizationEndpoint
        token = read.tokenEndpoint
        keys = read.jwksUri
        userinfo = read.userinfoEndpoint
        namesItself = read.authorizationResponseIssParameterSupported ?? false
    }
}
