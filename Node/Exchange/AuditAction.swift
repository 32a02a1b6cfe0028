/// What is noted in the audit log: the closed list of its names.
///
/// docs/audit.md says of each what it means and what is noted with it; a test compares the two. A name never changes its meaning; a new one
/// takes a case here and a row there.
public enum AuditAction: String, CaseIterable, Sendable {
    // The node's own course.
    case started
    case stopped
    case restored
    case upgraded

    // Decisions.
    case shareAllowed = "share-allowed"
    case shared
    case shareRefused = "share-refused"
    case shareWaits = "share-waits"
    case shareCancelled = "share-cancelled"
    case retracted
    case declassified
    case receivedQuarantined = "received-quarantined"
    case receivedRefused = "received-refused"
    case storingRefused = "storing-refused"

    // What leaves the node otherwise.
    case itemExported = "item-exported"
    case proofExported = "proof-exported"
    case inventoryExported = "inventory-exported"
    case registryExported = "registry-exported"
    case auditExported = "audit-exported"
    case collectionExported = "collection-exported"
    case backup
    case zoneWritten = "zone-written"

    // Use of keys.
    case keysOpened = "keys-opened"
    case rootKeyUsed = "root-key-used"
    case subkeyMade = "subkey-made"
    case epochOpened = "epoch-opened"
    case grantMade = "grant-made"

    // What people have the node do.
    case groupCreated = "group-created"
    case groupChanged = "group-changed"
    case applicationAdmitted = "application-admitted"
    case standingChanged = "standing-changed"
    case sectorChanged = "sector-changed"
    case registryConfirmed = "registry-confirmed"
    case recordsSubmitted = "records-submitted"
    case forksPardoned = "forks-pardoned"
    case policyChanged = "policy-changed"
    case itemAccepted = "item-accepted"
    case zonePublished = "zone-published"
    case zoneApproved = "zone-approved"
    case zoneReturned = "zone-returned"
    case zoneWithdrawn = "zone-withdrawn"
    case zoneFeatured = "zone-featured"
    case representativesNoted = "representatives-noted"
    case searchSaved = "search-saved"
    case searchRemoved = "search-removed"
    case personAdded = "person-added"
    case personRemoved = "person-removed"
    case approvalReceived = "approval-received"
    case tokenCreated = "token-created"
    case tokenRevoked = "token-revoked"

    // People who log in.
    case signedIn = "signed-in"
    case signInRefused = "sign-in-refused"
    case identityShown = "identity-shown"
    case identityRefused = "identity-refused"
    case passkeyRefused = "passkey-refused"
    case accountLocked = "account-locked"
    case secondStepShown = "second-step-shown"
    case signedOut = "signed-out"
    case sessionsEnded = "sessions-ended"
    case accountInvited = "account-invited"
    case accountReset = "account-reset"
    case accountEnrolled = "account-enrolled"
    case passwordChanged = "password-changed"
    case authenticatorChanged = "authenticator-changed"
    case recoveryCodesMade = "recovery-codes-made"
    case passkeyAdded = "passkey-added"
    case passkeyRemoved = "passkey-removed"
    case accountChanged = "account-changed"
    case rolesChanged = "roles-changed"
    case accountSuspended = "account-suspended"
    case accountReinstated = "account-reinstated"
    case accountDormant = "account-dormant"
    case accountRemoved = "account-removed"
}

/// Where it is noted, before it is done, what somebody has the node do over its local interface.
public protocol AuditDesk: Sendable {
    /// Writes that something begins; gives the record's number. Throws when it cannot be written: then it must not be done.
    func begin(
        _ action: AuditAction, subject: String, details: [String: String], by actor: LocalActor
    ) async throws(OperationError) -> UInt64

    /// Writes how it ended; `refusal` is `nil` when it was done.
    func end(_ number: UInt64, _ action: AuditAction, by actor: LocalActor, refusal: OperationError?) async
}

extension AuditDesk {
    /// Does something that changes the node or the network: noted before, and how it ended.
    public func acting<Result>(
        _ action: AuditAction, _ subject: String = "", _ details: [String: String] = [:], by body: () async throws -> Result
    ) async throws -> Result {
        try await noted(action, subject, details, notesSuccess: true, by: body)
    }

    /// Gives something out: noted before, and again only when it was refused.
    public func exporting<Result>(
        _ action: AuditAction, _ subject: String = "", _ details: [String: String] = [:], by body: () async throws -> Result
    ) async throws -> Result {
        try await noted(action, subject, details, notesSuccess: false, by: body)
    }

    private func noted<Result>(
        _ action: AuditAction, _ subject: String, _ details: [String: String], notesSuccess: Bool, by body: () async throws -> Result
    ) async throws -> Result {
        guard let actor = LocalActor.current else { throw OperationError.callerUnknown }
        let number = try await begin(action, subject: subject, details: details, by: actor)
        do {
            let result = try await body()
            if notesSuccess { await end(number, action, by: actor, refusal: nil) }
            return result
        } catch {
            await end(number, action, by: actor, refusal: (error as? OperationError) ?? .internalFault)
            throw error
        }
    }
}
