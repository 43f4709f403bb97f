-- Each row of the trail is bound to the one before it, so that none can be altered, taken out or put in unnoticed.
ALTER TABLE audit_events ADD COLUMN role TEXT;
ALTER TABLE audit_events ADD COLUMN client TEXT;
ALTER TABLE audit_events ADD COLUMN source TEXT;
ALTER TABLE audit_events ADD COLUMN environment TEXT;
ALTER TABLE audit_events ADD COLUMN reason TEXT;
ALTER TABLE audit_events ADD COLUMN plan_id TEXT;
ALTER TABLE audit_events ADD COLUMN plan_digest TEXT;
ALTER TABLE audit_events ADD COLUMN before_digest TEXT;
ALTER TABLE audit_events ADD COLUMN after_digest TEXT;
-- The row that announced what this one reports.
ALTER TABLE audit_events ADD COLUMN intent BIGINT;
-- SHA-256 of the row before and of this one, in hexadecimal.
ALTER TABLE audit_events ADD COLUMN hash TEXT NOT NULL DEFAULT '';

CREATE INDEX audit_events_by_plan ON audit_events (plan_id, seq);
CREATE INDEX audit_events_by_subject ON audit_events (subject, seq);

-- Where the trail ends: the last number given out, which is never given twice, and the hash of that row.
CREATE TABLE audit_chain (
    slot BIGINT NOT NULL PRIMARY KEY CHECK (slot = 1),
    seq  BIGINT NOT NULL,
    hash TEXT   NOT NULL
);

INSERT INTO audit_chain (slot, seq, hash) SELECT 1, value, '' FROM sequences WHERE name = 'audit_events';

DELETE FROM sequences WHERE name = 'audit_events';

-- What the hash was at some row, authenticated with a key that is not in the database. A tombstone stands for the rows up to
-- its own, which were deleted because they were old.
CREATE TABLE audit_checkpoints (
    seq    BIGINT NOT NULL PRIMARY KEY,
    at     BIGINT NOT NULL,
    hash   TEXT   NOT NULL,
    kind   TEXT   NOT NULL CHECK (kind IN ('checkpoint', 'tombstone')),
    key_id TEXT   NOT NULL,
    mac    TEXT   NOT NULL
);
