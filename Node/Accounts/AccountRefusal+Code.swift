extension AccountRefusal {
    /// A short name that stays the same across releases: for the audit log and for answers to programs.
    public var code: String {
        switch self {
        case .notRecognised: "not-recognised"
        case .wait: "wait"
        case .locked: "locked"
        case .busy: "busy"
        case .invitationUnknown: "invitation-unknown"
        case .password(.short): "password-short"
        case .password(.long): "password-long"
        case .password(.common): "password-common"
        case .password(.ownName): "password-own-name"
        case .password(.notRepeated): "password-not-repeated"
        case .codeWrong: "code-wrong"
        case .passkeyWrong: "passkey-wrong"
        case .lastFactor: "last-factor"
        case .stepUp: "step-up"
        case .invalidName: "invalid-name"
        case .invalidAddress: "invalid-address"
        case .nameTaken: "name-taken"
        case .addressTaken: "address-taken"
        case .invalidRoles: "invalid-roles"
        case .unknownAccount: "unknown-account"
        case .wrongState: "wrong-state"
        case .lastOperator: "last-operator"
        case .full: "too-many"
        case .fault: "fault"
        }
    }
}
