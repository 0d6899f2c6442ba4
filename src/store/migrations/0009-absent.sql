-- Repositories, or all of an owner's, in which nothing can be done now: Reeve was taken off, or nobody can write there.
create table reeve.absent (
  name text collate "C" not null,
  why text not null check (why in ('uninstalled', 'suspended', 'archived', 'deleted')),
  since bigint not null,
  primary key (name, why)
);
