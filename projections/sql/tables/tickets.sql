-- One row for each ticket. "status" is the canonical status as assessed; "broadcast" what others were told last.
CREATE TABLE {views}.tickets (
    uid text PRIMARY KEY,
    status text,
    previous text,
    since bigint,
    system text NOT NULL,               -- whose report moved it; empty where a decision did
    native text NOT NULL,
    frozen boolean NOT NULL,
    frozen_at bigint,
    conflict text NOT NULL,             -- the open exception ticket
    version integer NOT NULL,           -- of the last snapshot
    broadcast text,
    reports integer NOT NULL,
    first_recorded_at bigint NOT NULL,
    last_recorded_at bigint NOT NULL,
    behind_since bigint,                -- the earliest of its systems
    apart_since bigint,
    native_ids text[] NOT NULL,
    search text NOT NULL                -- UID and native ids in lower case
) WITH (fillfactor = 85);
-- One index for each section of the list (tickets_list.sql), in its order.
CREATE INDEX tickets_frozen ON {views}.tickets (frozen_at, uid) WHERE frozen;
CREATE INDEX tickets_apart ON {views}.tickets (apart_since, uid) WHERE apart_since IS NOT NULL;
CREATE INDEX tickets_behind ON {views}.tickets (behind_since, uid) WHERE behind_since IS NOT NULL;
CREATE INDEX tickets_recent ON {views}.tickets ((- last_recorded_at), uid);
