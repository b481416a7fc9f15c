-- The conflicts that nobody has decided, and who was told of them: a row goes when the conflict is over.
-- Times in microseconds.

CREATE TABLE IF NOT EXISTS notices (
    conflict  text   PRIMARY KEY,
    uid       text   NOT NULL,
    opened_at bigint NOT NULL,
    en        text   NOT NULL,
    zh        text   NOT NULL,
    claimed   boolean NOT NULL DEFAULT false,
    told      text[] NOT NULL DEFAULT '{}'
);

-- How far the log was read for them: one row.

CREATE TABLE IF NOT EXISTS notices_position (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    position bigint  NOT NULL
);
INSERT INTO notices_position (position) VALUES (0) ON CONFLICT DO NOTHING;
