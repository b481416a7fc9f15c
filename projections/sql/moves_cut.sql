-- From some instant on these lanes run differently than before.
DELETE FROM {views}.moves
USING json_to_recordset(%s::json) AS cut (uid text, at bigint)
WHERE moves.uid = cut.uid AND moves.at >= cut.at
