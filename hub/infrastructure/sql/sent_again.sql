-- How often each system sent again what the hub had, by webhook, API or topic. Such a delivery leaves no event.

CREATE TABLE IF NOT EXISTS sent_again (
    system     text   PRIMARY KEY,
    deliveries bigint NOT NULL
);
