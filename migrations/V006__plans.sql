-- Changes to routers: what was planned, who agreed, how far it is.

CREATE TABLE plans (
    id         TEXT   NOT NULL PRIMARY KEY,
    digest     TEXT   NOT NULL,
    document   TEXT   NOT NULL,
    state      TEXT   NOT NULL,
    issuer     TEXT   NOT NULL,
    subject    TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    note       TEXT
);

CREATE INDEX plans_by_state ON plans (state, id);

-- One approval per plan, for one digest, used once.
CREATE TABLE plan_approvals (
    plan_id    TEXT   NOT NULL PRIMARY KEY REFERENCES plans (id),
    digest     TEXT   NOT NULL,
    issuer     TEXT   NOT NULL,
    subject    TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    note       TEXT,
    used_at    BIGINT
);

-- Devices are named by id, not referenced: the journal outlives them.
CREATE TABLE plan_devices (
    plan_id    TEXT   NOT NULL REFERENCES plans (id),
    device_id  TEXT   NOT NULL,
    state      TEXT   NOT NULL,
    note       TEXT,
    guard      TEXT,
    job        TEXT,
    deadline   BIGINT,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (plan_id, device_id)
);

CREATE INDEX plan_devices_by_device ON plan_devices (device_id, state);

CREATE TABLE plan_steps (
    plan_id    TEXT   NOT NULL,
    device_id  TEXT   NOT NULL,
    step       BIGINT NOT NULL,
    state      TEXT   NOT NULL,
    row_id     TEXT,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (plan_id, device_id, step),
    FOREIGN KEY (plan_id, device_id) REFERENCES plan_devices (plan_id, device_id)
);

CREATE TABLE plan_log (
    plan_id   TEXT   NOT NULL REFERENCES plans (id),
    seq       BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    device_id TEXT,
    text      TEXT   NOT NULL,
    PRIMARY KEY (plan_id, seq)
);

-- Who may do what only one may do at a time: write to a device, carry a plan out, run the clockwork; and why others wait.
-- The epoch grows with every holder, so that an old one is known.
CREATE TABLE leases (
    what       TEXT   NOT NULL PRIMARY KEY,
    reason     TEXT   NOT NULL,
    owner      TEXT   NOT NULL,
    epoch      BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
