/// The tables of machines that come with a token, and of what they gave to be shared.
extension Schema {
    /// A token that was revoked stays, so that the audit log can be read; names are unique among those that are in force.
    static let tokens = """
        CREATE TABLE token (
            number INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE CHECK (length(id) = 8),
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            scopes INTEGER NOT NULL CHECK (scopes BETWEEN 1 AND 3),
            tlp INTEGER NOT NULL CHECK (tlp BETWEEN 0 AND 3),
            user TEXT NOT NULL CHECK (length(user) <= 128),
            user_number INTEGER NOT NULL CHECK (user_number BETWEEN 0 AND 4294967295),
            created INTEGER NOT NULL CHECK (created >= 0),
            expires INTEGER NOT NULL CHECK (expires >= 0),
            revoked INTEGER NOT NULL DEFAULT 0 CHECK (revoked >= 0),
            used INTEGER NOT NULL DEFAULT 0 CHECK (used >= 0)
        ) STRICT;
        CREATE UNIQUE INDEX token_name ON token (name) WHERE revoked = 0;

        CREATE TABLE token_collection (
            token INTEGER NOT NULL REFERENCES token (number),
            collection BLOB NOT NULL CHECK (length(collection) = 16),
            PRIMARY KEY (token, collection)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE token_post (
            number INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
            token INTEGER NOT NULL REFERENCES token (number),
            requested INTEGER NOT NULL CHECK (requested >= 0),
            objects INTEGER NOT NULL CHECK (objects >= 0),
            waits INTEGER NOT NULL CHECK (waits BETWEEN 0 AND 1),
            subject BLOB NOT NULL CHECK (length(subject) = 32)
        ) STRICT;

        """
}
