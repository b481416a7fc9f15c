SELECT * FROM {views}.lanes WHERE uid = ANY(%s) ORDER BY uid, system
