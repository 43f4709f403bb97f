-- What reads otherwise since when, for the other processes that use this database: one row per thing, the last news of it.
CREATE TABLE news (
    topic  TEXT   NOT NULL PRIMARY KEY,
    seq    BIGINT NOT NULL,
    origin TEXT   NOT NULL
);

CREATE INDEX news_by_seq ON news (seq);
