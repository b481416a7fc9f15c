SELECT DISTINCT ON (at / %(span)s) at, system, pairs, agreeing
FROM {views}.consistency_samples
WHERE system = %(system)s AND at BETWEEN %(since)s AND %(until)s
ORDER BY at / %(span)s, at DESC
