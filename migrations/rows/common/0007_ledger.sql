-- The books.
CREATE TABLE ledger_account (
    kind TEXT NOT NULL,
    -- The application or the lot that the account is for; nought for the bank's.
    number BIGINT NOT NULL,
    debits_posted_fen BIGINT NOT NULL,
    credits_posted_fen BIGINT NOT NULL,
    debits_pending_fen BIGINT NOT NULL,
    credits_pending_fen BIGINT NOT NULL,
    PRIMARY KEY (kind, number)
);

CREATE TABLE transfer (
    transfer_id BIGINT NOT NULL PRIMARY KEY,
    debit_kind TEXT NOT NULL,
    debit_number BIGINT NOT NULL,
    credit_kind TEXT NOT NULL,
    credit_number BIGINT NOT NULL,
    amount_fen BIGINT NOT NULL,
    purpose TEXT NOT NULL,
    state TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    moment_us BIGINT NOT NULL,
    resolved_sequence BIGINT,
    resolved_at_us BIGINT,
    paid_at_us BIGINT,
    reference TEXT
);

CREATE INDEX transfer_by_debit ON transfer (debit_kind, debit_number, transfer_id);
CREATE INDEX transfer_by_credit ON transfer (credit_kind, credit_number, transfer_id);
