-- Every report that was translated, in its place on its system's track. All instants are microseconds since 1970.
CREATE TABLE {views}.tracks (
    uid text NOT NULL,
    key bigint NOT NULL,                -- the delivery id within its system, hashed: a vendor's id may be of any length
    system text NOT NULL,
    delivery_id text NOT NULL,
    at bigint NOT NULL,
    sequence numeric,                   -- a vendor's own count may be of any size
    rank smallint NOT NULL,             -- of what the word means by itself, for ties
    native text NOT NULL,
    status text NOT NULL,
    is_change boolean NOT NULL,
    received_at bigint NOT NULL,
    occurred_at bigint NOT NULL,
    recorded_at bigint NOT NULL,
    native_id text NOT NULL,
    actor text NOT NULL,
    note text NOT NULL,
    too_late boolean NOT NULL,
    echo boolean NOT NULL,
    adapter text NOT NULL,
    mapping text NOT NULL,
    released_from text NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (uid, key)
);
