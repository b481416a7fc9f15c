SELECT * FROM {views}.parked
WHERE state = %(state)s
    AND position > %(after)s
    AND (%(system)s = '' OR system = %(system)s)
    AND (%(reason)s = '' OR reason = %(reason)s)
    AND (%(native_id)s = '' OR native_id = %(native_id)s)
    AND (%(uid)s = '' OR uid = %(uid)s)
ORDER BY position
LIMIT %(limit)s
