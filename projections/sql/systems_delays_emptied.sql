DELETE FROM {views}.delays WHERE count = 0
