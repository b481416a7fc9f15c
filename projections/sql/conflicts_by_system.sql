-- In how many conflicts each system is a side.
SELECT side.system, count(DISTINCT conflicts.id)::integer AS conflicts
FROM {views}.conflicts,
    json_array_elements(conflicts.contradictions) AS pair,
    LATERAL (VALUES (pair -> 'first' ->> 'system'), (pair -> 'second' ->> 'system')) AS side (system)
GROUP BY side.system
