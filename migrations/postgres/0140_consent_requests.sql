-- Consent asked by a one-time link of somebody without an account. Link, browser and state are kept as digests.
CREATE TABLE consent_requests (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    resource_id TEXT NOT NULL REFERENCES resources (id) ON DELETE CASCADE,
    token_hash BYTEA NOT NULL UNIQUE,
    -- The directory that has to answer.
    directory_id TEXT NOT NULL,
    -- The API that is asked about, where the provider's page takes one at a time.
    api TEXT,
    migration_id TEXT,
    note TEXT,
    author TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- The browser that pressed the button first: the only one that may go on.
    browser_hash BYTEA,
    state_hash BYTEA,
    -- The resource as it was then: a changed one makes the answer worthless.
    resource_version BIGINT,
    started_at BIGINT,
    -- open, answered, refused, wrong_directory, confirmed, rejected, revoked
    state TEXT NOT NULL,
    answered_at BIGINT,
    -- The directory that is said to have answered.
    answered_by TEXT,
    error_code TEXT,
    error_provider_code TEXT,
    decided_by TEXT,
    decided_at BIGINT
);
CREATE INDEX consent_requests_tenant ON consent_requests (tenant_id, id);
CREATE INDEX consent_requests_resource ON consent_requests (resource_id, id);
