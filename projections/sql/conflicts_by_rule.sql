-- How often each rule froze tickets since a moment, and what became of that; the latest conflicts by their UIDs.
SELECT
    rule,
    count(*)::integer AS conflicts,
    (count(*) FILTER (WHERE state IN ('open', 'claimed')))::integer AS waiting,
    (count(*) FILTER (WHERE state = 'decided'))::integer AS decided,
    (count(*) FILTER (WHERE state = 'decided' AND choice = 'no-conflict'))::integer AS false_alarms,
    (count(*) FILTER (WHERE state = 'withdrawn'))::integer AS withdrawn,
    (array_agg(id ORDER BY opened_position DESC))[1:%(latest)s] AS latest
FROM {views}.conflicts, unnest(broken) AS rule
WHERE opened_at >= %(since)s
GROUP BY rule
