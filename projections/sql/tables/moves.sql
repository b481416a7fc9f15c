-- The hub's own lane: when the canonical status became what. In order of (at, position, place).
CREATE TABLE {views}.moves (
    uid text NOT NULL,
    position bigint NOT NULL,           -- of the event that said so
    place smallint NOT NULL,            -- within that event
    at bigint NOT NULL,
    status text NOT NULL,
    system text NOT NULL,               -- empty where a decision moved it
    native text NOT NULL,
    PRIMARY KEY (uid, position, place)
);
