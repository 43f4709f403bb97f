-- Of a local token only the SHA-256 is kept. Rows of revoked tokens stay, so that a name is never used twice.
CREATE TABLE local_tokens (
    id           TEXT    NOT NULL PRIMARY KEY,
    name         TEXT    NOT NULL UNIQUE,
    digest       TEXT    NOT NULL,
    role         TEXT    NOT NULL,
    devices      TEXT,
    toolsets     TEXT,
    person       BOOLEAN NOT NULL,
    created_at   BIGINT  NOT NULL,
    created_by   TEXT    NOT NULL,
    expires_at   BIGINT  NOT NULL,
    last_used_at BIGINT,
    revoked_at   BIGINT
);
