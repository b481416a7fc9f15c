SELECT count(*) AS count, min(opened_at) AS oldest
FROM {views}.conflicts
WHERE state IN ('open', 'claimed')
