-- Hand-outs of one token to one caller within a second share a row: how many, until when, and by which requests.
ALTER TABLE audit ADD COLUMN times BIGINT NOT NULL DEFAULT 1;
ALTER TABLE audit ADD COLUMN last_at BIGINT;
ALTER TABLE audit ADD COLUMN request_ids TEXT;
