-- A question that nobody wants an answer to any more: its runs stay as history and as evidence of migrations, but it is not
-- listed and no schedule asks it. Asked anew, the new run is not forgotten.
ALTER TABLE check_runs ADD COLUMN forgotten_at BIGINT;
