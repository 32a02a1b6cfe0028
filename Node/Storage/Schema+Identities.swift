/// The table of who somebody is at a provider of identities.
extension Schema {
    static let identities = """
        CREATE TABLE account_identity (
            issuer TEXT NOT NULL CHECK (length(issuer) BETWEEN 1 AND 512),
            subject TEXT NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
            account INTEGER NOT NULL REFERENCES account (number),
            linked INTEGER NOT NULL CHECK (linked >= 0),
            PRIMARY KEY (issuer, subject)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX account_identity_account ON account_identity (account, issuer);

        """
}
