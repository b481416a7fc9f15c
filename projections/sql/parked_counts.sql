-- How many reports are parked now, by system and reason, and since when the first of them came.
SELECT system, reason, count(*) AS count, min(received_at) AS since
FROM {views}.parked
WHERE state = 'parked'
GROUP BY system, reason
ORDER BY system, reason
