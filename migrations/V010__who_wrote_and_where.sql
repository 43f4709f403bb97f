-- Whether a person or a program acted, and the host whose rosmcp wrote the row: several may write one trail.
ALTER TABLE audit_events ADD COLUMN kind TEXT;
ALTER TABLE audit_events ADD COLUMN instance TEXT;
