-- People with a password of their own. `key` is the name without regard to case; `password` an argon2id hash, empty until
-- one is chosen. Times are microseconds since 1970.

CREATE TABLE IF NOT EXISTS people (
    key        text   PRIMARY KEY,
    name       text   NOT NULL,
    role       text   NOT NULL,
    password   text   NOT NULL,
    created_at bigint NOT NULL
);

-- Invitations to choose a password, each under the SHA-256 of its token.
CREATE TABLE IF NOT EXISTS invitations (
    hash       bytea  PRIMARY KEY,
    key        text   NOT NULL REFERENCES people ON DELETE CASCADE,
    expires_at bigint NOT NULL
);
