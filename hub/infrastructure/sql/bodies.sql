-- Bodies of webhooks as they came (hub.application.bodies), by the ticket and the delivery key of the report that came
-- in them; kept_at is in microseconds since 1970. Nothing depends on them: they may be emptied.

CREATE TABLE IF NOT EXISTS bodies (
    stream   text   NOT NULL,
    delivery bigint NOT NULL,
    kept_at  bigint NOT NULL,
    body     bytea  NOT NULL,
    PRIMARY KEY (stream, delivery)
);
CREATE INDEX IF NOT EXISTS bodies_kept_idx ON bodies (kept_at);
