-- Up to which entry of the journal the rows are drawn: one row, changed with them.
CREATE TABLE projection (
    only_row BIGINT NOT NULL PRIMARY KEY,
    sequence BIGINT NOT NULL,
    head TEXT NOT NULL,
    moment_us BIGINT NOT NULL,
    -- Why the exchange was last paused: the reason of each lot that the pause suspends.
    pause_reason TEXT
);

INSERT INTO projection (only_row, sequence, head, moment_us)
VALUES (
    1, 0, '0000000000000000000000000000000000000000000000000000000000000000', -2208988800000000
);
