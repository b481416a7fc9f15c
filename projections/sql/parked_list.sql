-- Parked reports by their place in the log, on one side of one (paging.py puts the words between the stars).
SELECT * FROM {views}.parked
WHERE (%(state)s = 'any' OR state = %(state)s)
    AND (position, id) /*beyond*/ (%(key)s, %(id)s)
    AND (%(system)s = '' OR system = %(system)s)
    AND (%(reason)s = '' OR reason = %(reason)s)
    AND (%(native_id)s = '' OR native_id = %(native_id)s)
    AND (%(uid)s = '' OR uid = %(uid)s)
ORDER BY position /*order*/, id /*order*/
LIMIT %(limit)s
