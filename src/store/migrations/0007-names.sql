-- Names that repositories and owners had: what still comes under one goes on under the present one. taken: another has it now.
create table reeve.former_names (
  was text collate "C" primary key,
  now text collate "C" not null,
  repo_id bigint,
  owner_id bigint,
  taken boolean not null default false
);
create index former_names_now on reeve.former_names (now);

-- The name under which a renamed repository was first known: acts are keyed by it, so that a new name repeats none.
create table reeve.first_names (
  repo text collate "C" primary key,
  first text collate "C" not null
);

-- Something happened that nobody told; it stood in state, which SQL cannot set.
alter table reeve.subjects add column missed boolean not null default false;
