-- Keys sort by their bytes, as SQLite sorts every text: pages by key rely on one order.
ALTER TABLE named_digest ALTER COLUMN digest TYPE TEXT COLLATE "C";
ALTER TABLE party_role ALTER COLUMN role TYPE TEXT COLLATE "C";
ALTER TABLE lot ALTER COLUMN region TYPE TEXT COLLATE "C";
ALTER TABLE lot_gram ALTER COLUMN gram TYPE TEXT COLLATE "C";
ALTER TABLE ledger_account ALTER COLUMN kind TYPE TEXT COLLATE "C";
ALTER TABLE paper ALTER COLUMN code TYPE TEXT COLLATE "C";
