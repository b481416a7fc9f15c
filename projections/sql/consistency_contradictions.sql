SELECT
    uid, status, frozen, apart_since, %(now)s - apart_since AS age,
    (
        SELECT json_agg(side ORDER BY side.since)
        FROM (
            SELECT system, status, native, since, behind_since, apart_since
            FROM {views}.lanes
            WHERE lanes.uid = tickets.uid
        ) AS side
    ) AS sides
FROM {views}.tickets
WHERE apart_since < %(until)s
ORDER BY apart_since, uid
LIMIT %(limit)s
