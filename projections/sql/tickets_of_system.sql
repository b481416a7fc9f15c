-- Those with a track of a system; by itself, so that it is planned as a join, from whichever side has fewer rows.
AND EXISTS (SELECT FROM {views}.lanes WHERE lanes.uid = tickets.uid AND lanes.system = %(system)s)
