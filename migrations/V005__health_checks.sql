-- What the checks of each device found; the report is JSON, without any secret.
CREATE TABLE health_checks (
    device_id TEXT   NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
    at        BIGINT NOT NULL,
    status    TEXT   NOT NULL,
    report    TEXT   NOT NULL,
    PRIMARY KEY (device_id, at)
);
