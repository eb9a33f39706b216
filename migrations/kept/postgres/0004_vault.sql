-- Personal data and what a person wrote about a person; the journal holds the digests only.
-- An erased row keeps its digest, without salt and body.
CREATE TABLE vault (
    digest TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    salt BYTEA,
    body BYTEA,
    kept_at_us BIGINT NOT NULL,
    erased_at_us BIGINT
);

CREATE INDEX vault_by_age ON vault (kept_at_us);
