-- What came of each system from an hour on, and how much of it is parked now: for want of a word, or for whatever reason.
WITH received AS (
    SELECT system, sum(reports)::bigint AS reports
    FROM {views}.hours
    WHERE hour >= %(hour)s
    GROUP BY system
),
parked AS (
    SELECT system, count(*) AS parked, count(*) FILTER (WHERE reason = 'unmapped') AS unmapped
    FROM {views}.parked
    WHERE state = 'parked' AND received_at >= %(since)s
    GROUP BY system
)
SELECT system, reports - coalesce(parked, 0) AS understood, coalesce(unmapped, 0) AS unknown
FROM received
LEFT JOIN parked USING (system)
ORDER BY system
