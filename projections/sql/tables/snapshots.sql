-- Every broadcast.
CREATE TABLE {views}.snapshots (
    uid text NOT NULL,
    version integer NOT NULL,
    status text,
    previous text,
    since bigint,
    frozen boolean NOT NULL,
    conflict text NOT NULL,
    system text NOT NULL,
    native text NOT NULL,
    recorded_at bigint NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (uid, version)
);
CREATE UNIQUE INDEX snapshots_position ON {views}.snapshots (position);
