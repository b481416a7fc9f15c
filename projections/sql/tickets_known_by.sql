SELECT uid
FROM {views}.tickets
WHERE uid > %(after)s
    AND first_recorded_at <= %(moment)s
    AND last_recorded_at >= %(since)s
    AND (%(text)s = '' OR strpos(search, %(text)s) > 0)
    AND (
        %(system)s = ''
        OR EXISTS (SELECT FROM {views}.lanes WHERE lanes.uid = tickets.uid AND lanes.system = %(system)s)
    )
ORDER BY uid
LIMIT %(limit)s
