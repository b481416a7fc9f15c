-- What the filters of the list leave: a part of a statement over tickets (ticket_list.py). What is not asked is true of all.
(- last_recorded_at) <= (- %(since)s::bigint) -- as the index has it
AND (%(status)s::text[] IS NULL OR status = ANY(%(status)s))
AND (%(frozen)s::boolean IS NULL OR frozen = %(frozen)s)
AND (%(yellow)s::boolean IS NULL OR coalesce(behind_since < %(until)s, false) = %(yellow)s)
AND (%(apart)s::boolean IS NULL OR coalesce(apart_since < %(until)s, false) = %(apart)s)
AND (%(text)s = '' OR strpos(search, %(text)s) > 0)
