SELECT system, native, count(*) AS count, min(received_at) AS first_received_at
FROM {views}.parked
WHERE state = 'parked' AND reason = 'unmapped'
GROUP BY system, native
ORDER BY system, count(*) DESC, native
