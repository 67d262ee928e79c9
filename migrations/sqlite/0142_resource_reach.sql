-- What was recorded about the limits of a resource's application permissions: names, for people and checks.
CREATE TABLE resource_reach (
    resource_id TEXT NOT NULL PRIMARY KEY REFERENCES resources (id) ON DELETE CASCADE,
    -- rbac_for_applications, application_access_policy, mailbox_permissions
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    scope TEXT NOT NULL,
    -- The application that it was for: of another one it says nothing.
    client_id TEXT,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);
