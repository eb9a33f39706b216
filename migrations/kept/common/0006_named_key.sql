-- Keys that an installation makes once and keeps for ever.
CREATE TABLE named_key (
    name TEXT NOT NULL PRIMARY KEY,
    key_hex TEXT NOT NULL,
    made_at_us BIGINT NOT NULL
);
