-- The latest changes of tickets, the hub's own lane under the empty name; the latest first.
SELECT wanted.uid, found.system, found.at, found.status FROM unnest(%(uids)s::text[]) AS wanted (uid), LATERAL (
    (
        SELECT system, at, status FROM {views}.tracks
        WHERE uid = wanted.uid AND is_change AND NOT echo ORDER BY at DESC LIMIT %(most)s
    )
    UNION ALL
    (SELECT '', at, status FROM {views}.moves WHERE uid = wanted.uid ORDER BY at DESC LIMIT %(most)s)
) AS found
ORDER BY wanted.uid, found.at DESC
