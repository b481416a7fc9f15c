-- Who publishes the event log, and how far it is published: one row for each set of topics, by the transactional id of
-- its producer. A connector's activities are rows of their own, named connector/<activity>, whose position stays 0.

CREATE TABLE IF NOT EXISTS relays (
    name       text        PRIMARY KEY,
    position   bigint      NOT NULL DEFAULT 0,
    epoch      bigint      NOT NULL DEFAULT 0,
    holder     text        NOT NULL DEFAULT '',
    expires_at timestamptz NOT NULL DEFAULT '-infinity'
);
