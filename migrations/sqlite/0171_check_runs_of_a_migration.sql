-- A migration's page reads the newest run of each of its checks.
CREATE INDEX check_runs_of_migration ON check_runs (tenant_id, environment_id, migration_id, id) WHERE migration_id IS NOT NULL;
