-- Configuration files of an environment. What they hold lies in their versions: connection strings and passwords are in
-- there, so that it is sealed.
CREATE TABLE config_files (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    environment_id TEXT NOT NULL REFERENCES environments (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CONSTRAINT config_files_environment_id_name_key_key UNIQUE (environment_id, name_key)
);
CREATE INDEX config_files_tenant ON config_files (tenant_id);

-- Rows are added and never changed.
CREATE TABLE config_file_versions (
    config_file_id TEXT NOT NULL REFERENCES config_files (id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- uploaded, patched or restored.
    origin TEXT NOT NULL,
    sealed BLOB NOT NULL,
    sha256 TEXT NOT NULL,
    size BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor_name TEXT NOT NULL,
    PRIMARY KEY (config_file_id, version)
);
CREATE INDEX config_file_versions_tenant ON config_file_versions (tenant_id);
