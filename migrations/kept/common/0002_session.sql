-- Log-ins that run. The token itself is kept nowhere.
CREATE TABLE session (
    token_digest TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL,
    name TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
    begun_at_us BIGINT NOT NULL,
    expires_at_us BIGINT NOT NULL
);

CREATE INDEX session_by_name ON session (name, begun_at_us);
CREATE INDEX session_by_beginning ON session (begun_at_us);
CREATE INDEX session_by_expiry ON session (expires_at_us);

-- What the next page of a session tells, once.
CREATE TABLE session_notice (
    token_digest TEXT NOT NULL PRIMARY KEY REFERENCES session (token_digest) ON DELETE CASCADE,
    body TEXT NOT NULL
);
