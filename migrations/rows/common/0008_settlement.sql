-- What follows from an award.
CREATE TABLE settlement (
    lot_id BIGINT NOT NULL PRIMARY KEY,
    listing_id BIGINT NOT NULL,
    seller_id BIGINT NOT NULL,
    application_id BIGINT NOT NULL,
    buyer_id BIGINT NOT NULL,
    paddle BIGINT NOT NULL,
    price_fen BIGINT NOT NULL,
    awarded_at_us BIGINT NOT NULL,
    letter_code TEXT NOT NULL,
    published_at_us BIGINT,
    published_until_us BIGINT,
    contract TEXT,
    contract_at_us BIGINT,
    paid_fen BIGINT NOT NULL,
    due_fen BIGINT NOT NULL,
    paid_at_us BIGINT,
    certified_at_us BIGINT,
    certificate_code TEXT
);

CREATE INDEX settlement_by_seller ON settlement (seller_id, lot_id);
CREATE INDEX settlement_by_buyer ON settlement (buyer_id, lot_id);
-- Those on which something is still to be done.
CREATE INDEX settlement_open ON settlement (lot_id) WHERE certified_at_us IS NULL;

-- What the exchange has issued, by the code with which anyone checks it.
CREATE TABLE paper (
    code TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    lot_id BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    hash TEXT NOT NULL,
    issued_at_us BIGINT NOT NULL
);
