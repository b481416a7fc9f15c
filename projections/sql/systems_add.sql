-- A batch's counts are added to what was counted before it.
INSERT INTO {views}.systems AS known
SELECT * FROM json_populate_recordset(NULL::{views}.systems, %s::json)
ON CONFLICT (system) DO UPDATE SET
    last_seen = greatest(known.last_seen, EXCLUDED.last_seen),
    reports = known.reports + EXCLUDED.reports,
    changes = known.changes + EXCLUDED.changes,
    pairs = known.pairs + EXCLUDED.pairs,
    parked = known.parked + EXCLUDED.parked,
    transport_last = coalesce(EXCLUDED.transport_last, known.transport_last)
