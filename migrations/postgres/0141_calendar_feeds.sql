-- Addresses at which calendar programs read a tenant's deadlines. The address is kept as a digest.
CREATE TABLE calendar_feeds (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    token_hash BYTEA NOT NULL UNIQUE,
    name TEXT NOT NULL,
    author TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX calendar_feeds_tenant ON calendar_feeds (tenant_id, id);
