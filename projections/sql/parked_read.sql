SELECT * FROM {views}.parked WHERE id = ANY(%s)
