-- Configurations over time. A text is kept once, compressed, under its SHA-256; secrets are not in it: RouterOS leaves
-- them out, and what else is known to be one was taken out before.
CREATE TABLE configurations (
    sha256 TEXT   NOT NULL PRIMARY KEY,
    bytes  BIGINT NOT NULL,
    body   TEXT   NOT NULL
);

-- When a device had which configuration: from taken_at until it was last seen so. approved_at marks what a person
-- called right.
CREATE TABLE snapshots (
    id          TEXT   NOT NULL PRIMARY KEY,
    device_id   TEXT   NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
    sha256      TEXT   NOT NULL REFERENCES configurations (sha256),
    taken_at    BIGINT NOT NULL,
    seen_at     BIGINT NOT NULL,
    taken_by    TEXT   NOT NULL,
    approved_at BIGINT,
    approved_by TEXT
);

CREATE INDEX snapshots_by_device ON snapshots (device_id, id);
CREATE INDEX snapshots_by_content ON snapshots (sha256);
