-- A batch's counts are added to what was counted before it; tells when each system was last seen up to then.
WITH told AS (
    SELECT * FROM json_populate_recordset(NULL::{views}.systems, %s::json)
), before AS (
    SELECT known.system, known.last_seen FROM {views}.systems AS known JOIN told USING (system)
), added AS (
    INSERT INTO {views}.systems AS known
    SELECT * FROM told
    ON CONFLICT (system) DO UPDATE SET
        last_seen = greatest(known.last_seen, EXCLUDED.last_seen),
        reports = known.reports + EXCLUDED.reports,
        changes = known.changes + EXCLUDED.changes,
        pairs = known.pairs + EXCLUDED.pairs,
        parked = known.parked + EXCLUDED.parked
)
SELECT system, last_seen FROM before
