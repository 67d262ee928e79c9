-- When a token is renewed by itself, apart from its sealed values: this changes often, those are large.
CREATE TABLE token_renewals (
    token_id TEXT NOT NULL PRIMARY KEY REFERENCES tokens (id) ON DELETE CASCADE,
    tenant_id TEXT NOT NULL,
    -- Absent: not by itself.
    due_at BIGINT,
    -- When somebody last asked for it.
    used_at BIGINT NOT NULL,
    -- When it is due as long as somebody asks for it; absent: it cannot be renewed ahead of need.
    fresh_at BIGINT
);
CREATE INDEX token_renewals_due ON token_renewals (tenant_id, due_at) WHERE due_at IS NOT NULL;

-- What was there before is kept from lapsing; what is in use is found out when somebody asks for it.
INSERT INTO token_renewals (token_id, tenant_id, due_at, used_at)
SELECT id, tenant_id, obtained_at + (refresh_expires_at - obtained_at) / 4 * 3, 0
FROM tokens WHERE refresh_token IS NOT NULL AND refresh_expires_at IS NOT NULL;

-- Refresh tokens that the provider refused. They stay sealed where they are and are not presented again, until
-- somebody insists or signs in anew.
CREATE TABLE token_quarantines (
    token_id TEXT NOT NULL PRIMARY KEY REFERENCES tokens (id) ON DELETE CASCADE,
    tenant_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    code TEXT NOT NULL,
    provider_code TEXT,
    correlation_id TEXT
);

-- Finds what a crash left.
CREATE INDEX tokens_leased ON tokens (lease_until) WHERE lease_owner IS NOT NULL;
