-- Pairs are counted as they come; only those that differ have to be looked at.
SELECT system, pairs, pairs - coalesce(late.behind, 0) AS agreeing
FROM {views}.systems
LEFT JOIN (
    SELECT system, count(*) AS behind FROM {views}.lanes WHERE behind_since < %(yellow)s GROUP BY system
) AS late USING (system)
WHERE pairs > 0
ORDER BY system
