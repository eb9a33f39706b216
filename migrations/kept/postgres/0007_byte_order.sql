-- Names sort by their bytes, as SQLite sorts every text: pages by key rely on one order.
ALTER TABLE account ALTER COLUMN name TYPE TEXT COLLATE "C";
ALTER TABLE account_role ALTER COLUMN name TYPE TEXT COLLATE "C";
ALTER TABLE session ALTER COLUMN name TYPE TEXT COLLATE "C";
ALTER TABLE draft ALTER COLUMN draft_key TYPE TEXT COLLATE "C";
