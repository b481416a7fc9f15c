SELECT * FROM {views}.conflicts WHERE id = ANY(%s)
