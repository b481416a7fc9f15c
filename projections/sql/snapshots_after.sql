SELECT * FROM {views}.snapshots WHERE position > %(position)s ORDER BY position LIMIT %(limit)s
