-- Registered parties.
CREATE TABLE party (
    party_id BIGINT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    profile TEXT NOT NULL,
    registered_at_us BIGINT NOT NULL
);

CREATE TABLE party_role (
    party_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (party_id, role)
);
