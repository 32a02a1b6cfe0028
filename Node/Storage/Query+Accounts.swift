/// The statements behind people who log in.
///
/// Each of `takeTOTPStep`, `takeRecoveryCode`, `takeInvitation`, `takePasskeyCounter` and `spendChallenge` looks and takes in one statement: what
/// changes no row was used before.
extension Query {
    // Accounts
    private static let accountColumns = """
        SELECT a.number, a.id, a.name, a.address, a.roles, a.state, a.language, a.created, a.signed_in, a.awake, a.seen, a.password, a.totp,
            a.totp_next, a.totp_step, (SELECT count(*) FROM account_passkey p WHERE p.account = a.number),
            (SELECT count(*) FROM recovery_code r WHERE r.account = a.number)
        FROM account a
        """
    static let accounts = "\(accountColumns) INDEXED BY account_name WHERE a.state < 4 ORDER BY a.name COLLATE NOCASE"
    static let account = "\(accountColumns) WHERE a.id = ?"
    static let accountNumbered = "\(accountColumns) WHERE a.number = ?"
    static let accountWithAddress = "\(accountColumns) WHERE a.address = ? AND a.state < 4"
    static let accountNamed = "SELECT number FROM account WHERE name = ? COLLATE NOCASE AND state < 4"
    static let accountCount = "SELECT count(*) FROM account WHERE state < 4"
    static let insertAccount = """
        INSERT INTO account (id, name, address, roles, state, language, created, awake) VALUES (?, ?, ?, ?, 0, ?, ?, ?)
        """
    static let otherOperators = "SELECT count(*) FROM account WHERE state = 1 AND roles & 8 AND number <> ?"
    static let setAccountRoles = "UPDATE account SET roles = ? WHERE number = ?"
    static let setAccountState = "UPDATE account SET state = ? WHERE number = ?"
    static let reinstateAccount = "UPDATE account SET state = CASE password WHEN '' THEN 0 ELSE 1 END, awake = ? WHERE number = ?"
    static let clearAccount = "UPDATE account SET state = ?, password = '', totp = x'', totp_next = x'' WHERE number = ?"
    static let setAccountLanguage = "UPDATE account SET language = ? WHERE number = ?"
    static let setAccountSeen = "UPDATE account SET seen = max(seen, ?) WHERE number = ?"
    static let setAccountPassword = "UPDATE account SET password = ? WHERE number = ?"
    static let renewAccountPassword = "UPDATE account SET password = ? WHERE id = ? AND password = ? AND password <> ''"
    static let setAccountSignedIn = "UPDATE account SET signed_in = ?1, awake = ?1 WHERE number = ?2"
    static let sleepingAccounts = "SELECT number FROM account WHERE state = 1 AND awake < ? ORDER BY awake, number"

    // What is shown to log in
    static let takeTOTPStep = "UPDATE account SET totp_step = ?1 WHERE number = ?2 AND totp_step < ?1 AND totp <> x''"
    static let setTOTPNext = "UPDATE account SET totp_next = ? WHERE number = ?"
    static let takeTOTPNext = """
        UPDATE account SET totp = totp_next, totp_next = x'', totp_step = ? WHERE number = ? AND totp_next = ? AND totp_next <> x''
        """
    static let takeRecoveryCode = "DELETE FROM recovery_code WHERE account = ? AND hash = ?"
    static let insertRecoveryCode = "INSERT INTO recovery_code (account, hash) VALUES (?, ?)"
    static let deleteRecoveryCodes = "DELETE FROM recovery_code WHERE account = ?"
    private static let passkeyColumns =
        "SELECT account, credential, algorithm, key, counter, backup, name, created, used FROM account_passkey"
    static let passkeys = "\(passkeyColumns) WHERE account = ? ORDER BY number"
    static let passkey = "\(passkeyColumns) WHERE credential = ?"
    static let insertPasskey = """
        INSERT INTO account_passkey (account, credential, algorithm, key, counter, backup, name, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (credential) DO NOTHING
        """
    static let takePasskeyCounter = """
        UPDATE account_passkey SET counter = ?1, used = ?2
        WHERE credential = ?3 AND account = ?4 AND (counter < ?1 OR (counter = 0 AND ?1 = 0))
        """
    static let deletePasskey = "DELETE FROM account_passkey WHERE credential = ? AND account = ?"
    static let deletePasskeys = "DELETE FROM account_passkey WHERE account = ?"
    static let spendChallenge = "INSERT INTO spent_challenge (challenge, expires) VALUES (?, ?) ON CONFLICT (challenge) DO NOTHING"
    static let forgetChallenges = "DELETE FROM spent_challenge WHERE expires <= ?"

    // Invitations
    static let putInvitation = """
        INSERT INTO account_invitation (account, hash, totp, expires) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (account) DO UPDATE SET hash = ?2, totp = ?3, expires = ?4
        """
    static let invitation = "SELECT account, totp, expires FROM account_invitation WHERE hash = ? AND expires > ?"
    static let takeInvitation = "DELETE FROM account_invitation WHERE hash = ? AND expires > ?"
    static let deleteInvitation = "DELETE FROM account_invitation WHERE account = ?"
    static let forgetInvitations = "DELETE FROM account_invitation WHERE expires <= ?"
    static let enrolAccount = """
        UPDATE account SET state = 1, password = ?1, totp = ?2, totp_next = x'', totp_step = ?3, awake = ?4 WHERE number = ?5 AND state = 0
        """

    // Sessions
    private static let sessionColumns = """
        SELECT id, account, hash, created, verified, used, seen_before, source, agent FROM account_session
        """
    static let sessionWithHash = "\(sessionColumns) WHERE hash = ?"
    static let session = "\(sessionColumns) WHERE id = ?"
    static let sessions = "\(sessionColumns) WHERE account = ? ORDER BY number DESC"
    static let insertSession = """
        INSERT INTO account_session (id, account, hash, created, verified, used, seen_before, source, agent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let renewSession = "UPDATE account_session SET hash = ?1, verified = ?2, used = ?2 WHERE id = ?3 AND account = ?4"
    static let useSession = "UPDATE account_session SET used = max(used, ?) WHERE id = ?"
    static let endSession = "DELETE FROM account_session WHERE id = ? AND account = ?"
    static let endOtherSessions = "DELETE FROM account_session WHERE account = ? AND id <> ?"
    static let endSessions = "DELETE FROM account_session WHERE account = ?"
    static let endOldestSessions = """
        DELETE FROM account_session WHERE account = ?1 AND number NOT IN (
            SELECT number FROM account_session WHERE account = ?1 ORDER BY used DESC, number DESC LIMIT ?2)
        """
    static let forgetSessions = "DELETE FROM account_session WHERE used <= ? OR created <= ?"

    // Failures
    static let failures = "SELECT failures, last FROM sign_in_failure WHERE key = ?"
    static let putFailures = """
        INSERT INTO sign_in_failure (key, account, failures, last) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (key) DO UPDATE SET account = ?2, failures = ?3, last = ?4
        """
    static let forgiveFailure = "UPDATE sign_in_failure SET failures = failures - 1 WHERE key = ? AND failures > 1"
    static let deleteFailure = "DELETE FROM sign_in_failure WHERE key = ? AND failures = 1"
    static let deleteFailures = "DELETE FROM sign_in_failure WHERE key = ?"
    static let boundFailures = """
        DELETE FROM sign_in_failure WHERE key IN (
            SELECT key FROM sign_in_failure INDEXED BY sign_in_failure_unknown WHERE account = 0 ORDER BY last DESC LIMIT -1 OFFSET ?)
        """
    static let forgetFailures = "DELETE FROM sign_in_failure WHERE account = 0 AND last < ?"

    /// Those that run with each page or each attempt to log in.
    static let hotForAccounts = [
        account, accountNumbered, accountWithAddress, accountNamed, takeTOTPStep, takeRecoveryCode, passkeys, passkey, takePasskeyCounter,
        spendChallenge, forgetChallenges, invitation, takeInvitation, sessionWithHash, session, insertSession, renewSession, useSession,
        endSession, endOtherSessions, endSessions, failures, putFailures, forgiveFailure, deleteFailure, deleteFailures, forgetFailures,
        setAccountSignedIn,
    ]
}
