-- Each ticket's last snapshot is the first of its index entries read backwards; the walk over tickets is bounded.
SELECT snapshot.*
FROM {views}.tickets
CROSS JOIN LATERAL (
    SELECT * FROM {views}.snapshots
    WHERE snapshots.uid = tickets.uid AND snapshots.recorded_at <= %(as_of)s
    ORDER BY version DESC
    LIMIT 1
) AS snapshot
WHERE tickets.uid > %(after)s
ORDER BY tickets.uid
LIMIT %(limit)s
