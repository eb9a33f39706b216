-- Who may sign in, and in which capacities.
CREATE TABLE account (
    name TEXT NOT NULL PRIMARY KEY,
    party_id BIGINT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at_us BIGINT NOT NULL,
    disabled_at_us BIGINT
);

CREATE TABLE account_role (
    name TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
    role TEXT NOT NULL,
    PRIMARY KEY (name, role)
);
