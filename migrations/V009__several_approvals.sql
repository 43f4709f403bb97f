-- A plan may need the consent of several people: a row for each of them. What was approved before has one.
CREATE TABLE plan_consents (
    plan_id    TEXT   NOT NULL REFERENCES plans (id),
    digest     TEXT   NOT NULL,
    issuer     TEXT   NOT NULL,
    subject    TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    note       TEXT,
    used_at    BIGINT,
    PRIMARY KEY (plan_id, issuer, subject)
);

INSERT INTO plan_consents (plan_id, digest, issuer, subject, at, expires_at, note, used_at)
    SELECT plan_id, digest, issuer, subject, at, expires_at, note, used_at FROM plan_approvals;

DROP TABLE plan_approvals;

ALTER TABLE plan_consents RENAME TO plan_approvals;
