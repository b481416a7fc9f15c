-- A late report changed what reports recorded before it mean.
UPDATE {views}.tracks
SET status = corrected.status, is_change = corrected.is_change, echo = COALESCE(corrected.echo, tracks.echo)
FROM json_to_recordset(%s::json) AS corrected (uid text, key bigint, status text, is_change boolean, echo boolean)
WHERE tracks.uid = corrected.uid AND tracks.key = corrected.key
