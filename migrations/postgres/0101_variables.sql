-- A variable under whatever name; what it holds is in the version that it points to. One that was deleted keeps its
-- row, so that it can come back with its history.
CREATE TABLE variables (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    environment_id TEXT NOT NULL REFERENCES environments (id) ON DELETE CASCADE,
    name_key TEXT NOT NULL,
    version BIGINT NOT NULL,
    deleted BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX variables_environment_id_name_key_key ON variables (environment_id, name_key) WHERE NOT deleted;
CREATE INDEX variables_tenant ON variables (tenant_id);

-- Rows are added and never changed. A secret value is sealed to its row.
CREATE TABLE variable_versions (
    variable_id TEXT NOT NULL REFERENCES variables (id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    environment_id TEXT NOT NULL REFERENCES environments (id) ON DELETE CASCADE,
    change_number BIGINT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    options TEXT NOT NULL,
    secret BOOLEAN NOT NULL,
    protected BOOLEAN NOT NULL,
    description TEXT NOT NULL,
    value TEXT,
    sealed BYTEA,
    last4 TEXT,
    value_at BIGINT NOT NULL,
    deleted BOOLEAN NOT NULL,
    PRIMARY KEY (variable_id, version)
);
CREATE INDEX variable_versions_change ON variable_versions (environment_id, change_number);
CREATE INDEX variable_versions_tenant ON variable_versions (tenant_id);
