SELECT systems.*, coalesce(late.behind, 0) AS behind
FROM {views}.systems
LEFT JOIN (
    SELECT system, count(*) AS behind FROM {views}.lanes WHERE behind_since < %(yellow)s GROUP BY system
) AS late USING (system)
ORDER BY system
