-- API keys and login tokens, each under the SHA-256 of its secret; the secrets themselves are nowhere. Times are
-- microseconds since 1970, as everywhere.

CREATE TABLE IF NOT EXISTS api_keys (
    id         text   NOT NULL,
    name       text   NOT NULL,
    role       text   NOT NULL,
    system     text   NOT NULL DEFAULT '',
    hash       bytea  PRIMARY KEY,
    created_at bigint NOT NULL,
    revoked_at bigint
);

-- A revoked key keeps its row for the record, and gives its name free.
CREATE UNIQUE INDEX IF NOT EXISTS api_keys_name_idx ON api_keys (name) WHERE revoked_at IS NULL;

CREATE TABLE IF NOT EXISTS login_tokens (
    hash       bytea  PRIMARY KEY,
    name       text   NOT NULL,
    role       text   NOT NULL,
    expires_at bigint NOT NULL
);
