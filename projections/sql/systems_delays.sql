INSERT INTO {views}.delays AS known
SELECT * FROM json_populate_recordset(NULL::{views}.delays, %s::json)
ON CONFLICT (system, kind, bucket) DO UPDATE SET count = known.count + EXCLUDED.count
