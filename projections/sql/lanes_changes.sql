-- The changes of tickets, each system's in track order.
SELECT uid, system, at, status
FROM {views}.tracks
WHERE uid = ANY(%s) AND is_change
ORDER BY
    uid, system, at, (sequence IS NOT NULL), sequence, rank, native COLLATE "C", delivery_id COLLATE "C"
