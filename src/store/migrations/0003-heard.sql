-- GitHub's instant up to which what happened to a subject has been told: what it changed later was missed.
alter table reeve.subjects add column heard bigint;
