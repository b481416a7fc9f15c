-- How many reports are parked now, by reason.
SELECT reason, count(*) AS count
FROM {views}.parked
WHERE state = 'parked'
GROUP BY reason
