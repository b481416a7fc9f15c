SELECT * FROM {views}.tickets WHERE uid = ANY(%s)
