-- Every entry of the journal, for the supervisor's wall and for requests that are asked again.
CREATE TABLE entry (
    sequence BIGINT NOT NULL PRIMARY KEY,
    epoch BIGINT NOT NULL,
    moment_us BIGINT NOT NULL,
    arrived_at_us BIGINT NOT NULL,
    lot_id BIGINT,
    party_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    command TEXT NOT NULL,
    outcome TEXT NOT NULL,
    request_id TEXT NOT NULL,
    hash TEXT NOT NULL
);

CREATE INDEX entry_by_lot ON entry (lot_id, sequence);
CREATE INDEX entry_by_request ON entry (party_id, request_id, sequence);

-- Every digest that an entry names: of files, texts, notes, profiles and the bank's references.
CREATE TABLE named_digest (
    digest TEXT NOT NULL PRIMARY KEY,
    sequence BIGINT NOT NULL
);
