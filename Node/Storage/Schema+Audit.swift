/// The fourth step: the audit log with its signed heads, people with keys of their own, and their approvals.
extension Schema {
    static let accountability = auditLog + people

    /// Append-only by triggers, which stop this program and whoever uses SQL; who writes into the file itself is found by the hashes.
    private static let auditLog = """
        CREATE TABLE audit (
            number INTEGER PRIMARY KEY CHECK (number >= 1),
            time INTEGER NOT NULL CHECK (time >= 0),
            actor TEXT NOT NULL CHECK (length(actor) >= 1),
            action TEXT NOT NULL CHECK (length(action) >= 1),
            subject TEXT NOT NULL,
            details BLOB NOT NULL CHECK (length(details) <= 4096),
            previous BLOB NOT NULL CHECK (length(previous) = 32),
            hash BLOB NOT NULL CHECK (length(hash) = 32)
        ) STRICT;
        CREATE TRIGGER audit_in_order BEFORE INSERT ON audit
            WHEN NEW.number <> coalesce((SELECT max(number) FROM audit), 0) + 1
        BEGIN SELECT RAISE(ABORT, 'the audit log has no gaps'); END;
        CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
        CREATE TRIGGER audit_undeleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

        CREATE TABLE audit_head (
            number INTEGER PRIMARY KEY REFERENCES audit (number),
            time INTEGER NOT NULL CHECK (time >= 0),
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            key BLOB NOT NULL CHECK (length(key) = 32),
            signature BLOB NOT NULL CHECK (length(signature) = 64)
        ) STRICT;
        CREATE TRIGGER audit_head_unchanged BEFORE UPDATE ON audit_head
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
        CREATE TRIGGER audit_head_undeleted BEFORE DELETE ON audit_head
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

        CREATE TABLE audit_origin (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            network BLOB NOT NULL CHECK (length(network) = 32),
            node BLOB NOT NULL CHECK (length(node) = 16)
        ) STRICT;

        """

    /// A person who was removed stays, so that what they approved can be explained; names and keys are unique among those who are there.
    private static let people = """
        CREATE TABLE person (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 128),
            key BLOB NOT NULL CHECK (length(key) = 32),
            os_user TEXT NOT NULL CHECK (length(os_user) <= 128),
            added INTEGER NOT NULL CHECK (added >= 0),
            removed INTEGER NOT NULL DEFAULT 0 CHECK (removed >= 0)
        ) STRICT;
        CREATE UNIQUE INDEX person_name ON person (name) WHERE removed = 0;
        CREATE UNIQUE INDEX person_key ON person (key) WHERE removed = 0;

        CREATE TABLE approval (
            number INTEGER PRIMARY KEY,
            share BLOB NOT NULL CHECK (length(share) = 32),
            statement BLOB NOT NULL CHECK (length(statement) BETWEEN 1 AND 1024),
            signature BLOB NOT NULL CHECK (length(signature) = 64),
            received INTEGER NOT NULL CHECK (received >= 0),
            os_user TEXT NOT NULL CHECK (length(os_user) <= 128),
            UNIQUE (share, statement)
        ) STRICT;
        CREATE TRIGGER approval_unchanged BEFORE UPDATE ON approval BEGIN SELECT RAISE(ABORT, 'approvals are append-only'); END;
        CREATE TRIGGER approval_undeleted BEFORE DELETE ON approval BEGIN SELECT RAISE(ABORT, 'approvals are append-only'); END;

        """
}
