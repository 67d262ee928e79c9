-- Device authorizations (RFC 8628): the server asks the provider now and then until somebody has entered the code.
CREATE TABLE device_authorizations (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    resource_id TEXT NOT NULL REFERENCES resources (id) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    -- Sealed; gone when it is over.
    device_code BYTEA,
    -- The session or API key that began it and may look at it.
    begun_by TEXT NOT NULL,
    -- The resource as it was: a changed one is not sent the code.
    resource_version BIGINT NOT NULL,
    -- pending, completed, declined, expired, failed
    state TEXT NOT NULL,
    interval_seconds BIGINT NOT NULL,
    next_poll_at BIGINT NOT NULL,
    -- Counts leases; whoever writes must still hold the number that was leased.
    fence BIGINT NOT NULL,
    lease_owner TEXT,
    lease_until BIGINT NOT NULL,
    token_id TEXT,
    ended_at BIGINT,
    error_code TEXT,
    error_provider_code TEXT,
    error_correlation_id TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX device_authorizations_resource ON device_authorizations (resource_id);
CREATE INDEX device_authorizations_age ON device_authorizations (expires_at);
CREATE INDEX device_authorizations_due ON device_authorizations (next_poll_at) WHERE state = 'pending';
