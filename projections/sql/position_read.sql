SELECT position FROM {views}.position
