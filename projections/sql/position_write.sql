UPDATE {views}.position SET position = %s
