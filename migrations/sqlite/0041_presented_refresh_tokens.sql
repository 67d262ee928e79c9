-- Noted before a refresh token leaves, so that after a crash or a lost answer it is known that it did. No trace of the
-- token itself: refresh tokens of a root are counted, and the number of the one that left is kept.
ALTER TABLE tokens ADD COLUMN refresh_number BIGINT NOT NULL DEFAULT 0;
-- When the one below first left, by the clock that leases are judged by. Absent: nothing is in doubt.
ALTER TABLE tokens ADD COLUMN presented_at BIGINT;
ALTER TABLE tokens ADD COLUMN presented_number BIGINT;
