-- What checks found. Rows are added, and the oldest of the same question leave. `subject` is a digest of check, resource
-- and arguments: what makes two runs the same question. Arguments and findings are JSON and hold no secret.
CREATE TABLE check_runs (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    environment_id TEXT NOT NULL REFERENCES environments (id) ON DELETE CASCADE,
    check_id TEXT NOT NULL,
    resource_id TEXT REFERENCES resources (id) ON DELETE CASCADE,
    arguments TEXT NOT NULL,
    subject TEXT NOT NULL,
    state TEXT NOT NULL,
    findings TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    took_ms BIGINT NOT NULL,
    actor_name TEXT NOT NULL,
    -- hand, schedule or migration.
    origin TEXT NOT NULL,
    migration_id TEXT,
    step_id TEXT,
    previous TEXT
);
CREATE INDEX check_runs_tenant ON check_runs (tenant_id);
CREATE INDEX check_runs_resource ON check_runs (resource_id);
CREATE INDEX check_runs_subject ON check_runs (environment_id, subject, id);

-- A check that had passed failed. There is one open notice a question.
CREATE TABLE check_notices (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    environment_id TEXT NOT NULL REFERENCES environments (id) ON DELETE CASCADE,
    check_run_id TEXT NOT NULL,
    check_id TEXT NOT NULL,
    resource_id TEXT REFERENCES resources (id) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    found TEXT NOT NULL,
    remedy TEXT,
    at BIGINT NOT NULL,
    read_at BIGINT,
    resolved_at BIGINT
);
CREATE INDEX check_notices_tenant ON check_notices (tenant_id, id);
CREATE INDEX check_notices_resource ON check_notices (resource_id);
CREATE INDEX check_notices_subject ON check_notices (environment_id, subject);

-- When the checks of an environment run by themselves. One node at a time holds the lease.
CREATE TABLE check_schedules (
    environment_id TEXT NOT NULL PRIMARY KEY REFERENCES environments (id) ON DELETE CASCADE,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    every_hours BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    last_at BIGINT,
    lease_owner TEXT,
    lease_until BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX check_schedules_tenant ON check_schedules (tenant_id);
CREATE INDEX check_schedules_next ON check_schedules (next_at);
