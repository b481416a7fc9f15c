-- In how many of the latest conflicts each system is a side; bounded, for it is asked often.
SELECT side.system, count(DISTINCT latest.id)::integer AS conflicts
FROM (
    SELECT id, contradictions FROM {views}.conflicts ORDER BY opened_position DESC LIMIT %(most)s
) AS latest,
    json_array_elements(latest.contradictions) AS pair,
    LATERAL (VALUES (pair -> 'first' ->> 'system'), (pair -> 'second' ->> 'system')) AS side (system)
GROUP BY side.system
