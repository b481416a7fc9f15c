SELECT system, kind, bucket, count FROM {views}.delays
