-- Who keeps an environment to themselves: every word about it, the newest counts. Kept when the subject goes.
create table reeve.locks (
  subject text collate "C" not null,
  cause text collate "C" not null,
  repo text collate "C" not null,
  environment text not null,
  locked boolean not null,
  made_by text not null,
  why text,
  at bigint not null,
  primary key (subject, cause)
);
create index locks_of_repo on reeve.locks (repo);
