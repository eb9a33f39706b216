-- Forms that somebody has begun and not yet submitted.
CREATE TABLE draft (
    party_id BIGINT NOT NULL,
    draft_key TEXT NOT NULL,
    body TEXT NOT NULL,
    updated_at_us BIGINT NOT NULL,
    PRIMARY KEY (party_id, draft_key)
);
