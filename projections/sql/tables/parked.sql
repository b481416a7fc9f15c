-- Deliveries that were set aside. Their bodies stay in the event log.
CREATE TABLE {views}.parked (
    id text PRIMARY KEY,
    position bigint NOT NULL,
    system text NOT NULL,
    reason text NOT NULL,
    detail text NOT NULL,
    uid text NOT NULL,
    native_id text NOT NULL,
    native text NOT NULL,
    at bigint,
    delivery_id text NOT NULL,
    received_at bigint NOT NULL,
    recorded_at bigint NOT NULL,
    size integer NOT NULL,              -- of the body, in bytes
    state text NOT NULL,                -- parked or released
    retries integer NOT NULL,
    last_retry_at bigint,
    retried_by text NOT NULL,
    released_at bigint,
    outcome text NOT NULL,
    released_uid text NOT NULL
);
CREATE INDEX parked_position ON {views}.parked (position, id);
-- One index for each filter of the list (parked_list.sql), in its order.
CREATE INDEX parked_now ON {views}.parked (position, id) WHERE state = 'parked';
CREATE INDEX parked_reason ON {views}.parked (reason, position, id) WHERE state = 'parked';
CREATE INDEX parked_system ON {views}.parked (system, position, id) WHERE state = 'parked';
-- What is parked is counted all the time, from this alone (parked_counts.sql).
CREATE INDEX parked_counted ON {views}.parked (system, reason, received_at) WHERE state = 'parked';
-- Hashed, because whatever somebody sent as a UID may be of any length.
CREATE INDEX parked_ticket ON {views}.parked USING hash (uid) WHERE state = 'parked' AND uid <> '';
