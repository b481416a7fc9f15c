INSERT INTO {views}.consistency_samples
SELECT * FROM json_populate_recordset(NULL::{views}.consistency_samples, %s::json)
ON CONFLICT DO NOTHING
