-- What the systems have not been told yet: at most one row a system and ticket, the newest status. Times in microseconds.
-- Behind "uid/" and a system's name stand the UIDs of tickets that began there, which have no word, status or snapshot.

CREATE TABLE IF NOT EXISTS owed_writes (
    system    text   NOT NULL,
    uid       text   NOT NULL,
    native_id text   NOT NULL,
    native    text   NOT NULL,
    status    text   NOT NULL,
    snapshot  bigint NOT NULL,
    state     text   NOT NULL,
    attempts  int    NOT NULL,
    due_at    bigint,
    error     text   NOT NULL,
    since     bigint NOT NULL,
    PRIMARY KEY (system, uid)
);
CREATE INDEX IF NOT EXISTS owed_writes_due ON owed_writes (system, due_at) WHERE due_at IS NOT NULL;

-- How far the log was read for each system.

CREATE TABLE IF NOT EXISTS owed_positions (
    system   text   PRIMARY KEY,
    position bigint NOT NULL
);

-- Systems that could not be written to when they were last tried: why, and until when they are left alone. Behind
-- "lookup/" and a system's name stands that it could not be asked for an object.

CREATE TABLE IF NOT EXISTS write_troubles (
    system           text   PRIMARY KEY,
    failures         int    NOT NULL,
    error            text   NOT NULL,
    failed_at        bigint NOT NULL,
    left_alone_until bigint
);
