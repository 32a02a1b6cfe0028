extension Schema {
    /// The step for people who log in: accounts, what they show to log in, sessions, and failures in a row.
    ///
    /// States are 0 invited, 1 active, 2 suspended, 3 dormant, 4 removed; the row of a removed account stays for its name. Names and addresses are
    /// unique among those who are there. No secret stands here in the clear: tokens, links and recovery codes by their hash, passwords by
    /// Argon2id, secrets of codes sealed by the caller.
    static let accounts = """
        CREATE TABLE account (
            number INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
            address TEXT NOT NULL CHECK (length(address) BETWEEN 3 AND 254),
            roles INTEGER NOT NULL CHECK (roles BETWEEN 1 AND 63),
            state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
            language TEXT NOT NULL CHECK (length(language) <= 16),
            created INTEGER NOT NULL CHECK (created >= 0),
            signed_in INTEGER NOT NULL DEFAULT 0 CHECK (signed_in >= 0),
            awake INTEGER NOT NULL CHECK (awake >= 0),
            seen INTEGER NOT NULL DEFAULT 0 CHECK (seen >= 0),
            password TEXT NOT NULL DEFAULT '' CHECK (length(password) <= 256),
            totp BLOB NOT NULL DEFAULT x'' CHECK (length(totp) <= 256),
            totp_next BLOB NOT NULL DEFAULT x'' CHECK (length(totp_next) <= 256),
            totp_step INTEGER NOT NULL DEFAULT 0 CHECK (totp_step >= 0),
            CHECK (state <> 1 OR length(password) > 0),
            CHECK (state < 4 OR (length(password) = 0 AND length(totp) = 0 AND length(totp_next) = 0))
        ) STRICT;
        CREATE UNIQUE INDEX account_name ON account (name COLLATE NOCASE) WHERE state < 4;
        CREATE UNIQUE INDEX account_address ON account (address) WHERE state < 4;

        CREATE TABLE account_invitation (
            account INTEGER PRIMARY KEY REFERENCES account (number),
            hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
            totp BLOB NOT NULL CHECK (length(totp) BETWEEN 1 AND 256),
            expires INTEGER NOT NULL CHECK (expires >= 0)
        ) STRICT;

        CREATE TABLE account_passkey (
            number INTEGER PRIMARY KEY,
            account INTEGER NOT NULL REFERENCES account (number),
            credential BLOB NOT NULL UNIQUE CHECK (length(credential) BETWEEN 1 AND 1023),
            algorithm INTEGER NOT NULL CHECK (algorithm = -7 OR algorithm = -8),
            key BLOB NOT NULL CHECK (length(key) = 32 OR length(key) = 64),
            counter INTEGER NOT NULL CHECK (counter BETWEEN 0 AND 4294967295),
            backup INTEGER NOT NULL CHECK (backup BETWEEN 0 AND 1),
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
            created INTEGER NOT NULL CHECK (created >= 0),
            used INTEGER NOT NULL DEFAULT 0 CHECK (used >= 0)
        ) STRICT;
        CREATE INDEX account_passkey_account ON account_passkey (account);

        CREATE TABLE recovery_code (
            account INTEGER NOT NULL REFERENCES account (number),
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            PRIMARY KEY (account, hash)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE account_session (
            number INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE CHECK (length(id) = 8),
            account INTEGER NOT NULL REFERENCES account (number),
            hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
            created INTEGER NOT NULL CHECK (created >= 0),
            verified INTEGER NOT NULL CHECK (verified >= 0),
            used INTEGER NOT NULL CHECK (used >= 0),
            seen_before INTEGER NOT NULL CHECK (seen_before >= 0),
            source TEXT NOT NULL CHECK (length(source) <= 64),
            agent TEXT NOT NULL CHECK (length(agent) <= 200)
        ) STRICT;
        CREATE INDEX account_session_account ON account_session (account);

        CREATE TABLE sign_in_failure (
            key BLOB NOT NULL PRIMARY KEY CHECK (length(key) = 32),
            account INTEGER NOT NULL CHECK (account >= 0),
            failures INTEGER NOT NULL CHECK (failures BETWEEN 1 AND 4294967295),
            last INTEGER NOT NULL CHECK (last >= 0)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX sign_in_failure_unknown ON sign_in_failure (last) WHERE account = 0;

        CREATE TABLE spent_challenge (
            challenge BLOB NOT NULL PRIMARY KEY CHECK (length(challenge) = 32),
            expires INTEGER NOT NULL CHECK (expires >= 0)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX spent_challenge_expires ON spent_challenge (expires);

        """
}
