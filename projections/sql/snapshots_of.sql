SELECT * FROM {views}.snapshots
WHERE uid = %(uid)s AND recorded_at <= %(as_of)s
ORDER BY version DESC
LIMIT 1
