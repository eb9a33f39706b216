-- Who asks to bid on a lot, and what is there of the deposit.
CREATE TABLE application (
    application_id BIGINT NOT NULL PRIMARY KEY,
    lot_id BIGINT NOT NULL,
    listing_id BIGINT NOT NULL,
    applicant_id BIGINT NOT NULL,
    received_at_us BIGINT NOT NULL,
    step TEXT NOT NULL,
    step_at_us BIGINT NOT NULL,
    paddle BIGINT,
    note TEXT,
    required_fen BIGINT NOT NULL,
    held_fen BIGINT NOT NULL,
    refund_pending_fen BIGINT
);

CREATE INDEX application_of_party ON application (lot_id, applicant_id, application_id);
CREATE INDEX application_by_lot ON application (lot_id, application_id);
CREATE INDEX application_by_applicant ON application (applicant_id, application_id);
CREATE INDEX application_by_step ON application (step, application_id);
-- Those whose deposit is there or on its way back: few, however many there have been.
CREATE INDEX application_with_deposit ON application (application_id)
WHERE held_fen > 0 OR refund_pending_fen IS NOT NULL;
