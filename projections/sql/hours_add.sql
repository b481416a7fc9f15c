-- A batch's hours join what was known of them. So many of the quickest reports are kept.
INSERT INTO {views}.hours AS known
SELECT * FROM json_populate_recordset(NULL::{views}.hours, %s::json)
ON CONFLICT (system, hour) DO UPDATE SET
    reports = known.reports + EXCLUDED.reports,
    longest = greatest(known.longest, EXCLUDED.longest),
    quickest = ARRAY(
        SELECT delay FROM unnest(known.quickest || EXCLUDED.quickest) AS delay ORDER BY delay LIMIT %s
    )
