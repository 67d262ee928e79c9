-- What values refer to is found by opening them, as with variables.
ALTER TABLE connection_entries DROP COLUMN mentions;
-- What a config file calls the entry, which is its name among settings.
ALTER TABLE connection_entry_versions ADD COLUMN name TEXT NOT NULL DEFAULT '';
