-- Every system that was heard of.
CREATE TABLE {views}.systems (
    system text PRIMARY KEY,
    last_seen bigint NOT NULL,          -- the latest received_at, parked deliveries included
    reports bigint NOT NULL,
    changes bigint NOT NULL,
    pairs bigint NOT NULL,              -- tickets it has a track of
    parked bigint NOT NULL              -- parked now
);
-- How often a delay fell into which bucket (delays.py).
CREATE TABLE {views}.delays (
    system text NOT NULL,
    kind text NOT NULL,                 -- transport or deviation
    bucket smallint NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (system, kind, bucket)
);
