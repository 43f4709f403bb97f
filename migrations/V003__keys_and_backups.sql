-- While the outer key is being changed, the data keys are wrapped by both: whoever still has the old one can start.
ALTER TABLE data_keys ADD COLUMN previous_wrapped_by TEXT;
ALTER TABLE data_keys ADD COLUMN previous_wrapped TEXT;
ALTER TABLE installation ADD COLUMN previous_outer_key_id TEXT;
ALTER TABLE installation ADD COLUMN previous_check_value TEXT;

-- When backups were made and tried.
CREATE TABLE backup_runs (
    at     BIGINT  NOT NULL,
    kind   TEXT    NOT NULL CHECK (kind IN ('create', 'drill')),
    ok     BOOLEAN NOT NULL,
    file   TEXT    NOT NULL,
    detail TEXT,
    PRIMARY KEY (at, kind, file)
);

CREATE INDEX backup_runs_by_kind ON backup_runs (kind, at);
