DELETE FROM {views}.hours USING unnest(%s::text[], %s::integer[]) AS gone (system, until)
WHERE hours.system = gone.system AND hours.hour <= gone.until
