SELECT uid, position, place, at, status, system, native
FROM {views}.moves
WHERE uid = ANY(%s)
ORDER BY uid, at, position, place
