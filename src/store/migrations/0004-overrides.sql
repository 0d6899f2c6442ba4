-- What was let through, by whom and why. Kept when the subject goes: it is part of the audit.
create table reeve.overrides (
  subject text collate "C" not null,
  cause text collate "C" not null,
  repo text collate "C" not null,
  rule text collate "C" not null,
  made_by text not null,
  because text not null,
  since bigint not null,
  until bigint not null,
  ended_by text,
  ended_at bigint,
  primary key (subject, cause)
);
create index overrides_of_repo on reeve.overrides (repo, until);
