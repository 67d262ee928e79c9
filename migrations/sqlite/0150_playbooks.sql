-- Playbooks that portal administrators uploaded; those of the program are in the program. Every version is kept: a
-- migration says with which one it began. Rows are added and never changed.
CREATE TABLE playbooks (
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    -- The three files as they were uploaded.
    playbook TEXT NOT NULL,
    en TEXT NOT NULL,
    nl TEXT NOT NULL,
    uploaded_at BIGINT NOT NULL,
    uploaded_by TEXT NOT NULL,
    CONSTRAINT playbooks_id_version_key PRIMARY KEY (id, version)
);
