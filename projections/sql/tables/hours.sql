-- What came from each system in each hour of UTC, for as many weeks as its rhythm is read from (rhythm.py).
CREATE TABLE {views}.hours (
    system text NOT NULL,
    hour integer NOT NULL,              -- since 1970
    reports integer NOT NULL,           -- deliveries received in it, parked ones included, released ones not again
    longest bigint NOT NULL,            -- the longest that nothing had come for, at any moment of it
    quickest bigint[] NOT NULL,         -- received - occurred of the quickest reports, in order
    PRIMARY KEY (system, hour)
);
