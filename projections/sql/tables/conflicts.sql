-- Exception tickets, as the quality team sees them.
CREATE TABLE {views}.conflicts (
    id text PRIMARY KEY,
    uid text NOT NULL,
    state text NOT NULL,                -- open, claimed, decided or withdrawn
    opened_at bigint NOT NULL,
    opened_position bigint NOT NULL,
    broken text[] NOT NULL,             -- names of the rules, in the order in which they were broken
    rules_version text NOT NULL,
    contradictions json NOT NULL,       -- the first ones; "evidence" counts them all
    evidence integer NOT NULL,
    claimed_by text NOT NULL,
    claimed_at bigint,
    closed_at bigint,                   -- when it was decided or withdrawn
    decided_by text NOT NULL,
    decided_until bigint,               -- what happened up to then is settled
    choice text NOT NULL,
    status text,
    reason text NOT NULL,
    accepted text NOT NULL,
    withdrawn_system text NOT NULL,     -- the late report that showed that there was no contradiction
    withdrawn_delivery_id text NOT NULL
);
CREATE INDEX conflicts_opened ON {views}.conflicts (opened_position, id);
-- One index for each list of the quality team's queue (conflicts_list.sql), in its order.
CREATE INDEX conflicts_open ON {views}.conflicts (opened_position, id) WHERE state IN ('open', 'claimed');
CREATE INDEX conflicts_claimed ON {views}.conflicts (claimed_by, opened_position, id) WHERE state = 'claimed';
CREATE INDEX conflicts_settled ON {views}.conflicts ((- closed_at), id) WHERE state IN ('decided', 'withdrawn');
CREATE INDEX conflicts_ticket ON {views}.conflicts (uid);
