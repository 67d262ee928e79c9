-- What a resource needs where that is not what its type says, as JSON.
CREATE TABLE resource_permissions (
    resource_id TEXT NOT NULL PRIMARY KEY REFERENCES resources (id) ON DELETE CASCADE,
    needed TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);
