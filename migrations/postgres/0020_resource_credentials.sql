-- Secrets and certificates of a resource's client. Several may overlap; one row never changes but for its verdicts.
CREATE TABLE resource_credentials (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    resource_id TEXT NOT NULL REFERENCES resources (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    name TEXT,
    -- The secret, or the private key as PKCS #8.
    sealed BYTEA NOT NULL,
    last4 TEXT,
    -- DER, public.
    certificate BYTEA,
    algorithm TEXT,
    not_before BIGINT,
    expires_at BIGINT,
    -- When the provider last accepted and last refused it, as far as that changed the order of trying.
    accepted_at BIGINT,
    refused_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX resource_credentials_resource ON resource_credentials (resource_id, id);
