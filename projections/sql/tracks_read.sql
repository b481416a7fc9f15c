-- A ticket's reports, those parked about it among them, the latest first. Each system's own are in track order:
-- time, the vendor's sequence where it has one, life cycle, word, delivery id.
SELECT * FROM (
    SELECT
        system, delivery_id, at, native, status, is_change, received_at, occurred_at, sequence, native_id, actor, note,
        too_late, echo, adapter, mapping, '' AS parked, '' AS reason, '' AS detail, rank
    FROM {views}.tracks
    WHERE uid = %(uid)s
    UNION ALL
    SELECT
        system, delivery_id, coalesce(at, received_at), native, NULL, false, received_at, coalesce(at, received_at), NULL,
        native_id, '', '', false, false, '', '', id, reason, detail, 0
    FROM {views}.parked
    WHERE uid = %(uid)s AND uid <> '' AND state = 'parked'
) AS entries
ORDER BY
    at DESC, system COLLATE "C" DESC, (sequence IS NOT NULL) DESC, sequence DESC, rank DESC,
    native COLLATE "C" DESC, delivery_id COLLATE "C" DESC
LIMIT %(limit)s
