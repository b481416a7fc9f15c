SELECT * FROM {views}.conflicts
WHERE state IN ('decided', 'withdrawn')
ORDER BY closed_at DESC, id
LIMIT %(limit)s
