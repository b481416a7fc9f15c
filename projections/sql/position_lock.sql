SELECT position FROM {views}.position FOR UPDATE
