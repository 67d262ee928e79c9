-- Every save of an environment's settings is one change with a number of its own. Variables and connection strings keep
-- versions that name the change, so that the environment as it was after any change can be told.
CREATE TABLE setting_changes (
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    environment_id TEXT NOT NULL REFERENCES environments (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT,
    actor_name TEXT NOT NULL,
    origin TEXT NOT NULL,
    note TEXT,
    PRIMARY KEY (environment_id, number)
);
CREATE INDEX setting_changes_tenant ON setting_changes (tenant_id);
CREATE INDEX setting_changes_time ON setting_changes (environment_id, at);
