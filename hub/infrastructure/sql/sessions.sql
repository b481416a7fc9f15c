-- Who is logged in: each session under the SHA-256 of its token. Times are microseconds since 1970.

CREATE TABLE IF NOT EXISTS sessions (
    hash       bytea  PRIMARY KEY,
    name       text   NOT NULL,
    role       text   NOT NULL,
    way        text   NOT NULL,
    started_at bigint NOT NULL,
    expires_at bigint NOT NULL
);

CREATE INDEX IF NOT EXISTS sessions_name_idx ON sessions (name);
