-- How far the event log has been read; exactly one row. Whoever writes the views holds its lock.
CREATE TABLE {views}.position (position bigint NOT NULL);
INSERT INTO {views}.position VALUES (0);
