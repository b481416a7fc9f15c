-- Where each system stands with each ticket.
CREATE TABLE {views}.lanes (
    uid text NOT NULL,
    system text NOT NULL,
    status text NOT NULL,
    native text NOT NULL,               -- the word of the last report in track order
    native_id text NOT NULL,
    since bigint NOT NULL,
    reports integer NOT NULL,
    changes integer NOT NULL,
    received_at bigint NOT NULL,        -- the latest
    behind_since bigint,
    apart_since bigint,
    last_at bigint NOT NULL,            -- these four and native are the place of the last report on the track
    last_sequence numeric,
    last_rank smallint NOT NULL,
    last_delivery_id text NOT NULL,
    delays smallint[] NOT NULL,         -- the buckets of its deviations, as they count in the system's histogram
    PRIMARY KEY (uid, system)
) WITH (fillfactor = 85);
CREATE INDEX lanes_behind ON {views}.lanes (behind_since) WHERE behind_since IS NOT NULL;
CREATE INDEX lanes_system ON {views}.lanes (system, uid);
