-- Connection entries of environments as they are now. Their texts stand with their versions.
CREATE TABLE connection_entries (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    environment_id TEXT NOT NULL REFERENCES environments (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    target TEXT,
    -- The target in lower case, empty for none: what may stand once.
    target_key TEXT NOT NULL,
    -- What the entry is called in a config file, in lower case: what is searched.
    search_name TEXT NOT NULL,
    -- JSON: what the values refer to, such as resource:Exchange. No values.
    mentions TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    UNIQUE (environment_id, kind, target_key)
);
CREATE INDEX connection_entries_tenant ON connection_entries (tenant_id, environment_id, id);

-- Every version of every entry, those of deleted ones too.
CREATE TABLE connection_entry_versions (
    entry_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    environment_id TEXT NOT NULL REFERENCES environments (id) ON DELETE CASCADE,
    -- The numbered change of the environment that made it.
    change_number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    target TEXT,
    -- The text as typed; NULL: with this version the entry was deleted.
    sealed BLOB,
    at BIGINT NOT NULL,
    author TEXT NOT NULL,
    PRIMARY KEY (entry_id, version)
);
CREATE INDEX connection_entry_versions_change
    ON connection_entry_versions (tenant_id, environment_id, change_number);
