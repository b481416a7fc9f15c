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
        AND /*filters*/
    ORDER BY /*key*/ /*order*/, uid /*order*/
    LIMIT %(limit)s
) AS page
ORDER BY key /*order*/, uid /*order*/
