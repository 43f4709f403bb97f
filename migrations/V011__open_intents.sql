-- What was announced and what reports on it, without a look at every row: every server looks for unanswered ones.
CREATE INDEX audit_events_announced ON audit_events (seq) WHERE outcome = 'intent';
CREATE INDEX audit_events_reports ON audit_events (intent) WHERE intent IS NOT NULL;
