CREATE TABLE resources (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    type_id TEXT NOT NULL,
    grant_id TEXT NOT NULL,
    client_auth TEXT NOT NULL,
    endpoints TEXT NOT NULL,
    issuer TEXT,
    issuer_in_callback BOOLEAN NOT NULL,
    token_replacements TEXT NOT NULL,
    callback_id TEXT NOT NULL UNIQUE,
    version BIGINT NOT NULL,
    -- Counts the changes after which a token obtained before is no longer handed out.
    credential_version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (tenant_id, name)
);

-- One value of one phase: in clear, or sealed with its last four characters beside it.
CREATE TABLE resource_parameters (
    resource_id TEXT NOT NULL REFERENCES resources (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    phase TEXT NOT NULL,
    value TEXT,
    sealed BYTEA,
    last4 TEXT,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (resource_id, name, phase)
);

-- Authorizations that wait for the browser. The state is kept as a digest, the PKCE verifier sealed.
CREATE TABLE authorizations (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    resource_id TEXT NOT NULL REFERENCES resources (id) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    state_hash BYTEA NOT NULL,
    verifier BYTEA NOT NULL,
    redirect_uri TEXT NOT NULL,
    -- The session or API key that began it and has to finish it.
    begun_by TEXT NOT NULL,
    -- The resource as it was: a changed one makes the answer worthless.
    resource_version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    consumed_at BIGINT
);
CREATE INDEX authorizations_resource ON authorizations (resource_id);
CREATE INDEX authorizations_age ON authorizations (expires_at);

-- One row per subject and target of a resource. Without an access token it only carries a lease or an error.
CREATE TABLE tokens (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    resource_id TEXT NOT NULL REFERENCES resources (id) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    audience TEXT NOT NULL,
    scope TEXT NOT NULL,
    granted_scope TEXT,
    token_type TEXT NOT NULL,
    access_token BYTEA,
    refresh_token BYTEA,
    obtained_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    refresh_expires_at BIGINT,
    credential_version BIGINT NOT NULL,
    -- Counts leases and commits; whoever commits must still hold the number that was leased.
    fence BIGINT NOT NULL,
    lease_owner TEXT,
    lease_until BIGINT NOT NULL,
    error_at BIGINT,
    error_code TEXT,
    error_provider_code TEXT,
    error_correlation_id TEXT,
    created_at BIGINT NOT NULL,
    UNIQUE (resource_id, subject, audience, scope)
);

CREATE TABLE token_events (
    id TEXT NOT NULL PRIMARY KEY,
    token_id TEXT NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    code TEXT,
    provider_code TEXT
);
CREATE INDEX token_events_token ON token_events (token_id, id);
