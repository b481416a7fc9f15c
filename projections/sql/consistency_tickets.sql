SELECT
    (SELECT count(*) FROM {views}.tickets WHERE behind_since < %(yellow)s) AS yellow_tickets,
    (SELECT count(*) FROM {views}.tickets WHERE apart_since < %(yellow)s) AS contradictions
