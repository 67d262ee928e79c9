-- Passwords of mailboxes that somebody asked to keep, for resources whose grant is the resource-owner password
-- (RFC 6749 §4.3). One a subject; entering another takes its place under a new id.
CREATE TABLE kept_passwords (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    resource_id TEXT NOT NULL REFERENCES resources (id) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    username TEXT NOT NULL,
    -- Sealed; gone once the provider refused it, so that it cannot be presented again.
    password BYTEA,
    kept_at BIGINT NOT NULL,
    refused_at BIGINT,
    error_code TEXT,
    error_provider_code TEXT,
    error_correlation_id TEXT,
    CONSTRAINT kept_passwords_resource_id_subject_key UNIQUE (resource_id, subject)
);
