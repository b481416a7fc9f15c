-- One section of the list (ticket_list.py puts the words between the stars): its tickets on one side of a place in it.
SELECT
    page.*,
    coalesce(
        (
            SELECT json_agg(side ORDER BY side.system)
            FROM (
                SELECT system, status, native, since, behind_since, apart_since
                FROM {views}.lanes
                WHERE lanes.uid = page.uid
            ) AS side
        ),
        '[]'
    ) AS sides
FROM (
    SELECT
        uid, status, previous, since, system, native, frozen, frozen_at, conflict, version, broadcast, reports,
        first_recorded_at, last_recorded_at, behind_since, apart_since, /*trouble*/ AS trouble, /*key*/ AS key
    FROM {views}.tickets
    WHERE /*condition*/
        AND (/*key*/, uid) /*beyond*/ (%(key)s, %(uid)s)
        AND (- last_recorded_at) <= (- %(since)s::bigint) -- as the index has it, and true of all where nothing is asked
        AND (%(status)s::text[] IS NULL OR status = ANY(%(status)s))
        AND (%(frozen)s::boolean IS NULL OR frozen = %(frozen)s)
        AND (%(yellow)s::boolean IS NULL OR coalesce(behind_since < %(until)s, false) = %(yellow)s)
        AND (%(apart)s::boolean IS NULL OR coalesce(apart_since < %(until)s, false) = %(apart)s)
        AND (%(text)s = '' OR strpos(search, %(text)s) > 0)
        AND (
            %(system)s = ''
            OR EXISTS (SELECT FROM {views}.lanes WHERE lanes.uid = tickets.uid AND lanes.system = %(system)s)
        )
    ORDER BY /*key*/ /*order*/, uid /*order*/
    LIMIT %(limit)s
) AS page
ORDER BY key /*order*/, uid /*order*/
