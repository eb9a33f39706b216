-- Files by the digest of their content, which lies in the directory of files.
CREATE TABLE file (
    digest TEXT NOT NULL PRIMARY KEY,
    media TEXT NOT NULL,
    size BIGINT NOT NULL,
    kept_at_us BIGINT NOT NULL,
    kept_by BIGINT NOT NULL
);

CREATE INDEX file_by_age ON file (kept_at_us);
CREATE INDEX file_by_party ON file (kept_by, kept_at_us);

-- Everyone who has handed a file in: by giving its content he has shown that he has it.
CREATE TABLE file_giver (
    digest TEXT NOT NULL,
    party_id BIGINT NOT NULL,
    PRIMARY KEY (digest, party_id)
);
