-- Column types are TEXT, BIGINT and BOOLEAN; identifiers are text, times Unix milliseconds.

-- The one installation that this database belongs to.
CREATE TABLE installation (
    slot         BIGINT NOT NULL PRIMARY KEY CHECK (slot = 1),
    id           TEXT   NOT NULL,
    outer_key_id TEXT,
    check_value  TEXT,
    created_at   BIGINT NOT NULL
);

CREATE TABLE data_keys (
    key_id       TEXT   NOT NULL PRIMARY KEY,
    state        TEXT   NOT NULL CHECK (state IN ('active', 'decrypt_only', 'retired')),
    created_at   BIGINT NOT NULL,
    sealed_count BIGINT NOT NULL CHECK (sealed_count >= 0),
    wrapped_by   TEXT   NOT NULL,
    wrapped      TEXT   NOT NULL
);

CREATE TABLE devices (
    id              TEXT   NOT NULL PRIMARY KEY,
    name            TEXT   NOT NULL UNIQUE,
    host            TEXT   NOT NULL,
    port            BIGINT NOT NULL CHECK (port BETWEEN 1 AND 65535),
    transport       TEXT   NOT NULL,
    trust           TEXT   NOT NULL CHECK (trust IN ('system', 'pin', 'authority', 'plain')),
    trust_pin       TEXT,
    trust_authority TEXT,
    environment     TEXT   NOT NULL,
    tags            TEXT   NOT NULL,
    capabilities    TEXT   NOT NULL,
    identity        TEXT,
    version         TEXT,
    model           TEXT,
    architecture    TEXT,
    serial          TEXT,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    last_seen_at    BIGINT,
    CHECK ((trust = 'pin') = (trust_pin IS NOT NULL)),
    CHECK ((trust = 'authority') = (trust_authority IS NOT NULL))
);

-- A data key with credentials cannot be deleted: they would be lost with it.
CREATE TABLE credentials (
    device_id TEXT   NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
    kind      TEXT   NOT NULL,
    username  TEXT   NOT NULL,
    version   BIGINT NOT NULL CHECK (version >= 1),
    key_id    TEXT   NOT NULL REFERENCES data_keys (key_id),
    sealed    TEXT   NOT NULL,
    PRIMARY KEY (device_id, kind)
);

CREATE INDEX credentials_by_key ON credentials (key_id);

-- Last numbers given out. A number is never given twice, not even after its row was deleted.
CREATE TABLE sequences (
    name  TEXT   NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

INSERT INTO sequences (name, value) VALUES ('audit_events', 0);

-- Devices are named, not referenced: the trail outlives them.
CREATE TABLE audit_events (
    seq         BIGINT NOT NULL PRIMARY KEY,
    at          BIGINT NOT NULL,
    issuer      TEXT   NOT NULL,
    subject     TEXT   NOT NULL,
    request_id  TEXT   NOT NULL,
    action      TEXT   NOT NULL,
    tool        TEXT,
    device      TEXT,
    outcome     TEXT   NOT NULL,
    detail      TEXT,
    duration_ms BIGINT NOT NULL
);

CREATE INDEX audit_events_by_time ON audit_events (at);
CREATE INDEX audit_events_by_device ON audit_events (device, seq);
CREATE INDEX audit_events_by_tool ON audit_events (tool, seq);
CREATE INDEX audit_events_by_action ON audit_events (action, seq);
