/// Why a login by a provider of identities does not go on. The visitor sees one page, whatever it is; log and audit log say which.
enum OpenIDFault: Error, Equatable, Sendable {
    // The way there.
    case unreachable
    case late
    case answered(status: Int)
    case tooLong
    case unreadable
    case busy
    // What the provider says of itself.
    case otherIssuer
    case unsafeAddress
    case noCodeFlow
    case noChallenges
    case noSecretTaken
    case secretUnreadable
    // What the browser brings back.
    case unknownAttempt
    case usedAttempt
    case refusedThere(String)
    case answerOfAnother
    case noCode
    // The ID token.
    case codeNotTaken(String)
    case noToken
    case malformedToken
    case algorithm
    case unknownKey
    case unfitKey
    case signature
    case issuer
    case audience
    case party
    case expired
    case notYet
    case issued
    case nonce
    case subject
    case otherSubject

    /// A short name that stays the same across releases: for the audit log.
    var code: String {
        switch self {
        case .unreachable: "unreachable"
        case .late: "late"
        case .answered: "answered"
        case .tooLong: "too-long"
        case .unreadable: "unreadable"
        case .busy: "busy"
        case .otherIssuer: "other-issuer"
        case .unsafeAddress: "unsafe-address"
        case .noCodeFlow: "no-code-flow"
        case .noChallenges: "no-challenges"
        case .noSecretTaken: "no-secret-taken"
        case .secretUnreadable: "secret-unreadable"
        case .unknownAttempt: "unknown-attempt"
        case .usedAttempt: "used-attempt"
        case .refusedThere: "refused-there"
        case .answerOfAnother: "answer-of-another"
        case .noCode: "no-code"
        case .codeNotTaken: "code-not-taken"
        case .noToken: "no-token"
        case .malformedToken: "token-malformed"
        case .algorithm: "token-algorithm"
        case .unknownKey: "token-unknown-key"
        case .unfitKey: "token-unfit-key"
        case .signature: "token-signature"
        case .issuer: "token-issuer"
        case .audience: "token-audience"
        case .party: "token-party"
        case .expired: "token-expired"
        case .notYet: "token-not-yet"
        case .issued: "token-issued"
        case .nonce: "token-nonce"
        case .subject: "token-subject"
        case .otherSubject: "other-subject"
        }
    }

    /// What an operator reads in the log, with what to do next.
    var words: String {
        switch self {
        case .unreachable: "the provider cannot be reached; check `openid-issuer`, its certificate and the way there"
        case .late: "the provider did not answer in time"
        case .answered(let status): "the provider answered with status \(status); redirections are not followed"
        case .tooLong: "the provider's answer is longer than \(OpenIDLimits.answerOctetsMax) octets"
        case .unreadable: "the provider's answer is not the JSON that OpenID Connect asks for"
        case .busy: "more than \(OpenIDLimits.exchangesMax) logins wait for the provider"
        case .otherIssuer: "the provider names itself otherwise; `openid-issuer` has to be its `issuer` to the letter"
        case .unsafeAddress: "the provider names an address that is not https"
        case .noCodeFlow: "the provider does not offer the authorization code flow"
        case .noChallenges: "the provider does not offer PKCE with S256"
        case .noSecretTaken: "the provider does not take `client_secret_basic`; set the client so, or make it a public one"
        case .secretUnreadable: "`openid-client-secret-file` cannot be read"
        case .unknownAttempt: "a browser came back that had not left, or after ten minutes, or with another's answer"
        case .usedAttempt: "an answer came back a second time"
        case .refusedThere(let error): "the provider refused: \(error)"
        case .answerOfAnother: "the answer names another provider, or none where it has to"
        case .noCode: "the answer has no code"
        case .codeNotTaken(let error): "the provider did not take its code or this client: \(error)"
        case .noToken: "the provider gave no ID token"
        case .malformedToken: "the ID token cannot be read"
        case .algorithm: "the ID token is not signed by RS256, PS256, ES256 or EdDSA"
        case .unknownKey: "the ID token's key is not among the provider's"
        case .unfitKey: "the ID token's key is too weak or does not fit its algorithm"
        case .signature: "the ID token's signature is wrong"
        case .issuer: "the ID token is another provider's"
        case .audience: "the ID token is for somebody else"
        case .party: "the ID token was asked for by somebody else"
        case .expired: "the ID token has expired; compare the clocks"
        case .notYet: "the ID token does not count yet; compare the clocks"
        case .issued: "the ID token was made too long ago or in the future; compare the clocks"
        case .nonce: "the ID token is another login's"
        case .subject: "the ID token names nobody"
        case .otherSubject: "the provider speaks of another person at its userinfo address"
        }
    }

    /// Whether anybody with a browser can bring it about, so that a line of it in the log warns of nothing.
    var isOfVisitors: Bool {
        switch self {
        case .unknownAttempt, .usedAttempt, .refusedThere, .answerOfAnother, .noCode, .codeNotTaken, .busy: true
        default: false
        }
    }
}
