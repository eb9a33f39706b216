-- Listings as they were submitted last, and where they stand.
CREATE TABLE listing (
    listing_id BIGINT NOT NULL PRIMARY KEY,
    seller_id BIGINT NOT NULL,
    category TEXT NOT NULL,
    region TEXT,
    disclosure_us BIGINT NOT NULL,
    result_notice_us BIGINT NOT NULL,
    description TEXT,
    submitted_at_us BIGINT NOT NULL,
    step TEXT NOT NULL,
    step_at_us BIGINT NOT NULL,
    note TEXT,
    clerk_id BIGINT,
    applications_until_us BIGINT,
    first_lot_id BIGINT
);

CREATE INDEX listing_by_seller ON listing (seller_id, listing_id);
CREATE INDEX listing_by_step ON listing (step, listing_id);

CREATE TABLE listing_lot (
    listing_id BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    title_chinese TEXT NOT NULL,
    title_english TEXT NOT NULL,
    place TEXT NOT NULL,
    terms TEXT NOT NULL,
    deposit_fen BIGINT NOT NULL,
    PRIMARY KEY (listing_id, ordinal)
);

CREATE TABLE listing_document (
    listing_id BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    digest TEXT NOT NULL,
    caption TEXT NOT NULL,
    media TEXT NOT NULL,
    visibility TEXT NOT NULL,
    PRIMARY KEY (listing_id, ordinal)
);
