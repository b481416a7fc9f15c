-- How far the systems that are asked have been read: one row a system, the cursor as its adapter wrote it.

CREATE TABLE IF NOT EXISTS cursors (
    system    text        PRIMARY KEY,
    cursor    text        NOT NULL,
    stored_at timestamptz NOT NULL
);
