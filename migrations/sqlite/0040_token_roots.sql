-- One sign-in, tokens for several audiences: the root row has the refresh token and the lease, its branches have
-- nothing but an access token each. Empty: a root, or a token that stands alone.
ALTER TABLE tokens ADD COLUMN root_id TEXT REFERENCES tokens (id) ON DELETE CASCADE;
CREATE INDEX tokens_root ON tokens (root_id);
