-- Conflicts in an order (conflicts.py puts the words between the stars), on one side of a place in it.
SELECT * FROM {views}.conflicts
WHERE state = ANY(%(states)s)
    AND (/*key*/, id) /*beyond*/ (%(key)s, %(id)s)
    AND (%(uid)s = '' OR uid = %(uid)s)
    AND (%(claimed_by)s = '' OR claimed_by = %(claimed_by)s)
ORDER BY /*key*/ /*order*/, id /*order*/
LIMIT %(limit)s
