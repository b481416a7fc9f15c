SELECT count(*) FROM {views}.conflicts
WHERE state = ANY(%(states)s)
    AND (%(claimed_by)s = '' OR claimed_by = %(claimed_by)s)
