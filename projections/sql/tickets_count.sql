SELECT count(*) FROM (
    SELECT FROM {views}.tickets
    WHERE /*filters*/
    LIMIT %(most)s
) AS found
