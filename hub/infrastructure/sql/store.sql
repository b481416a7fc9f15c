-- Tables beside the event log. The log itself (ticket_events) is created by the eventsourcing library's recorder;
-- two of its columns are ours: the hash that chains each event to the one before it in its stream, and the key of
-- the delivery an event came from, so that no delivery can ever be stored twice.

-- The registry of ids: which native ids mean a ticket, one of a system for each, and any number of aliases beside it. It
-- stands before the log, because whoever appends locks it before the log: the other way round, each could wait for the
-- other.
CREATE TABLE IF NOT EXISTS native_ids (
    system    text    NOT NULL,
    native_id text    NOT NULL,
    uid       text    NOT NULL,
    alias     boolean NOT NULL DEFAULT false,
    PRIMARY KEY (system, native_id)
);
ALTER TABLE native_ids ADD COLUMN IF NOT EXISTS alias boolean NOT NULL DEFAULT false;
CREATE UNIQUE INDEX IF NOT EXISTS native_ids_first_idx ON native_ids (uid, system) WHERE NOT alias;
CREATE INDEX IF NOT EXISTS native_ids_alias_idx ON native_ids (uid) WHERE alias;
ALTER TABLE native_ids DROP CONSTRAINT IF EXISTS native_ids_one_of_a_system;

ALTER TABLE ticket_events ADD COLUMN IF NOT EXISTS chain bytea;
ALTER TABLE ticket_events ADD COLUMN IF NOT EXISTS delivery bigint;

CREATE UNIQUE INDEX IF NOT EXISTS ticket_events_delivery_idx
    ON ticket_events (originator_id, delivery) WHERE delivery IS NOT NULL;

-- The newest state of a long ticket, so that loading it does not read all its events. A cache: may be emptied.
CREATE TABLE IF NOT EXISTS checkpoints (
    stream  text   PRIMARY KEY,
    version bigint NOT NULL,
    state   bytea  NOT NULL
);

-- The registry: who minted or first used a UID (times are microseconds since 1970, as everywhere) ...
CREATE TABLE IF NOT EXISTS uids (
    uid     text   PRIMARY KEY,
    origin  text   NOT NULL,
    seen_at bigint NOT NULL,
    ticket  text   NOT NULL DEFAULT ''
);

-- ... and which numbers are given away: the next free one, and every block with its holder.
CREATE TABLE IF NOT EXISTS uid_counters (
    domain text   NOT NULL,
    day    date   NOT NULL,
    next   bigint NOT NULL,
    PRIMARY KEY (domain, day)
);

CREATE TABLE IF NOT EXISTS uid_blocks (
    domain    text   NOT NULL,
    day       date   NOT NULL,
    first     bigint NOT NULL,
    last      bigint NOT NULL,
    holder    text   NOT NULL,
    leased_at bigint NOT NULL,
    PRIMARY KEY (domain, day, first)
);

-- How far each partition of the input has been read, written in the transaction that stores what was read, and under
-- which claim: a worker that lost its partition holds an older claim, and can write nothing any more.
CREATE TABLE IF NOT EXISTS input_positions (
    topic       text   NOT NULL,
    partition   int    NOT NULL,
    next_offset bigint,
    claim       bigint NOT NULL,
    holder      text   NOT NULL,
    PRIMARY KEY (topic, partition)
);

-- Who has logged in (hub.application.reviewers): one look into it for each person.
CREATE INDEX IF NOT EXISTS ticket_events_signed_in_idx ON ticket_events (originator_id, originator_version)
WHERE topic = 'access.signed_in.v1';

-- What people did (hub.application.deeds), which is little beside what systems report. Another list of topics is another
-- index, by another name.
DROP INDEX IF EXISTS ticket_events_deeds_idx;
CREATE INDEX IF NOT EXISTS ticket_events_deeds_2_idx ON ticket_events (notification_id)
WHERE topic IN (
    'ticket.conflict_claimed.v1',
    'ticket.conflict_handed_over.v1',
    'ticket.conflict_commented.v1',
    'ticket.conflict_decided.v1',
    'ticket.native_id_linked.v1',
    'report.retried.v1',
    'report.released.v1',
    'mapping.published.v1',
    'rules.published.v1',
    'access.signed_in.v1',
    'access.person_changed.v1',
    'access.key_changed.v1'
);
