-- Playbooks that run for environments. What was chosen, and which resource plays which role, is JSON: a playbook says
-- what there is to choose.
CREATE TABLE migration_runs (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    environment_id TEXT NOT NULL REFERENCES environments (id) ON DELETE CASCADE,
    playbook TEXT NOT NULL,
    playbook_version BIGINT NOT NULL,
    options TEXT NOT NULL,
    resources TEXT NOT NULL,
    -- running or abandoned; that it is completed follows from its steps.
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    -- The environment's change that switched production over, while it is on the new way.
    cutover_change BIGINT,
    cutover_at BIGINT,
    cutover_by TEXT
);
CREATE INDEX migration_runs_tenant ON migration_runs (tenant_id, environment_id, id);

-- Values that are kept nowhere else, all of them sealed to their row.
CREATE TABLE migration_values (
    migration_id TEXT NOT NULL REFERENCES migration_runs (id) ON DELETE CASCADE,
    value_id TEXT NOT NULL,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    sealed BLOB NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (migration_id, value_id)
);
CREATE INDEX migration_values_tenant ON migration_values (tenant_id);

-- Steps that somebody touched.
CREATE TABLE migration_steps (
    migration_id TEXT NOT NULL REFERENCES migration_runs (id) ON DELETE CASCADE,
    step_id TEXT NOT NULL,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    assignee TEXT,
    note TEXT,
    reason TEXT,
    -- When somebody took it up again: only later checks close it.
    reopened_at BIGINT,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    PRIMARY KEY (migration_id, step_id)
);
CREATE INDEX migration_steps_tenant ON migration_steps (tenant_id);

-- What happened. Rows are added; only that one was undone is noted later.
CREATE TABLE migration_events (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    migration_id TEXT NOT NULL REFERENCES migration_runs (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    actor_name TEXT NOT NULL,
    what TEXT NOT NULL,
    step_id TEXT,
    -- JSON: names and states, never values.
    detail TEXT NOT NULL,
    -- What there was before, sealed to the row; NULL: it cannot be undone.
    undo BLOB,
    undone_by TEXT
);
CREATE INDEX migration_events_migration ON migration_events (migration_id, id);
CREATE INDEX migration_events_tenant ON migration_events (tenant_id);
