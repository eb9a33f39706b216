-- What is sold, and what its sale is doing.
CREATE TABLE lot (
    lot_id BIGINT NOT NULL PRIMARY KEY,
    listing_id BIGINT,
    seller_id BIGINT,
    title_chinese TEXT NOT NULL,
    title_english TEXT NOT NULL,
    category TEXT NOT NULL,
    region TEXT,
    place TEXT NOT NULL,
    terms TEXT NOT NULL,
    deposit_fen BIGINT NOT NULL,
    applications_until_us BIGINT,
    published_at_us BIGINT NOT NULL,
    -- What a search looks into: titles and place in small letters.
    sought TEXT NOT NULL,
    state TEXT NOT NULL,
    opens_at_us BIGINT NOT NULL,
    phase_ends_at_us BIGINT,
    closes_at_us BIGINT,
    resumes_at_us BIGINT,
    leading_price_fen BIGINT,
    leading_paddle BIGINT,
    bid_count BIGINT NOT NULL,
    reason TEXT,
    sequence BIGINT NOT NULL
);

CREATE INDEX lot_by_state ON lot (state, lot_id);
CREATE INDEX lot_by_category ON lot (category, lot_id);

-- The one and two characters that stand together in what a search looks into.
CREATE TABLE lot_gram (
    gram TEXT NOT NULL,
    lot_id BIGINT NOT NULL,
    PRIMARY KEY (gram, lot_id)
);

CREATE TABLE bid (
    lot_id BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    moment_us BIGINT NOT NULL,
    paddle BIGINT NOT NULL,
    amount_fen BIGINT NOT NULL,
    PRIMARY KEY (lot_id, sequence, ordinal)
);
