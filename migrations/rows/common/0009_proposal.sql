-- Acts of two people, without what is secret in them.
CREATE TABLE proposal (
    proposal_id BIGINT NOT NULL PRIMARY KEY,
    act TEXT NOT NULL,
    lot_id BIGINT,
    listing_id BIGINT,
    reason TEXT,
    act_at_us BIGINT,
    applications_until_us BIGINT,
    proposer_id BIGINT NOT NULL,
    proposed_at_us BIGINT NOT NULL,
    expires_at_us BIGINT NOT NULL,
    state TEXT NOT NULL,
    state_at_us BIGINT NOT NULL,
    approver_id BIGINT
);

CREATE INDEX proposal_by_state ON proposal (state, proposal_id);
