-- Streams that end before an event which the views have seen, and the version of the first event that is missing there.
-- The views remember at which positions of the log they saw what; a chain alone cannot tell that its end was cut off.
WITH seen AS (
    SELECT stream, max(position) AS position
    FROM (
        SELECT uid AS stream, position FROM views.tracks
        UNION ALL
        SELECT uid, position FROM views.snapshots
        UNION ALL
        SELECT uid, opened_position FROM views.conflicts
        UNION ALL
        SELECT id, position FROM views.parked
    ) AS remembered
    WHERE %(only)s = '' OR stream = %(only)s
    GROUP BY stream
),
stored AS (
    SELECT originator_id AS stream, max(notification_id) AS position, max(originator_version) AS version
    FROM ticket_events
    WHERE %(only)s = '' OR originator_id = %(only)s
    GROUP BY originator_id
)
SELECT seen.stream, coalesce(stored.version, 0) + 1
FROM seen
LEFT JOIN stored USING (stream)
WHERE stored.position IS NULL OR stored.position < seen.position
ORDER BY seen.stream
