-- The consistency rate as it was: taken by the clock, so it cannot be rebuilt from events and outlives a rebuild.
CREATE TABLE {views}.consistency_samples (
    at bigint NOT NULL,
    system text NOT NULL,               -- empty: all systems together
    pairs bigint NOT NULL,
    agreeing bigint NOT NULL,
    PRIMARY KEY (system, at)
);
