/// The statements behind identities that a provider proves.
extension Query {
    static let identity = "SELECT account FROM account_identity WHERE issuer = ? AND subject = ?"
    static let subjectOfAccount = "SELECT subject FROM account_identity WHERE account = ? AND issuer = ?"
    static let insertIdentity = """
        INSERT INTO account_identity (issuer, subject, account, linked) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
        """
    static let deleteIdentities = "DELETE FROM account_identity WHERE account = ?"

    /// Those that run with each login by a provider.
    static let hotForIdentities = [identity, subjectOfAccount, insertIdentity, deleteIdentities]
}
