SELECT * FROM {views}.conflicts
WHERE state = 'decided'
    AND broken && %(rules)s::text[]
    AND id <> %(besides)s
ORDER BY closed_at DESC
LIMIT %(limit)s
