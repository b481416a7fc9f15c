-- The last sample of each system in an hour that ends at an instant; "" is all systems together.
SELECT found.* FROM unnest(%(systems)s::text[]) AS wanted (name), LATERAL (
    SELECT at, system, pairs, agreeing FROM {views}.consistency_samples
    WHERE system = wanted.name AND at BETWEEN %(at)s - 3600000000 AND %(at)s
    ORDER BY at DESC LIMIT 1
) AS found
