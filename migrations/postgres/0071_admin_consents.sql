-- Consent asked of a directory's administrator. The state is kept as a digest.
CREATE TABLE admin_consents (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    resource_id TEXT NOT NULL REFERENCES resources (id) ON DELETE CASCADE,
    state_hash BYTEA NOT NULL,
    -- The directory that has to answer.
    directory_id TEXT NOT NULL,
    -- The session or API key that began it and has to finish it, and its name for people.
    begun_by TEXT NOT NULL,
    author TEXT NOT NULL,
    -- The resource as it was: a changed one makes the answer worthless.
    resource_version BIGINT NOT NULL,
    -- pending, completed, refused, wrong_directory
    state TEXT NOT NULL,
    -- The directory that is said to have answered, where it was another.
    answered_by TEXT,
    error_code TEXT,
    error_provider_code TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- Set once: whoever sets it may go on.
    consumed_at BIGINT
);
CREATE INDEX admin_consents_resource ON admin_consents (resource_id, id);

-- What new tokens carried, compared with what is needed. The proof is JSON: names, no token.
CREATE TABLE permission_checks (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    resource_id TEXT NOT NULL REFERENCES resources (id) ON DELETE CASCADE,
    admin_consent_id TEXT,
    state TEXT NOT NULL,
    proof TEXT NOT NULL,
    checked_by TEXT NOT NULL,
    checked_at BIGINT NOT NULL
);
CREATE INDEX permission_checks_resource ON permission_checks (resource_id, id);
CREATE INDEX permission_checks_consent ON permission_checks (admin_consent_id);
