SELECT hours.*
FROM unnest(%s::text[], %s::integer[]) AS wanted (system, hour)
JOIN {views}.hours USING (system, hour)
