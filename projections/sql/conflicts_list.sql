SELECT * FROM {views}.conflicts
WHERE state = ANY(%(states)s)
    AND opened_position > %(after)s
    AND (%(uid)s = '' OR uid = %(uid)s)
ORDER BY opened_position
LIMIT %(limit)s
