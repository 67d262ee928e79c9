-- Resource types made here. The holder is a tenant's id, or 'portal' for those that every tenant may use; built-in
-- ones are data files and have no row.
CREATE TABLE resource_types (
    id TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    tenant_id TEXT REFERENCES tenants (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    definition TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (holder, name),
    CHECK (holder = COALESCE(tenant_id, 'portal'))
);
CREATE INDEX resource_types_tenant ON resource_types (tenant_id);

-- Which resources are of a type is asked before it is changed.
CREATE INDEX resources_type ON resources (type_id, tenant_id);
