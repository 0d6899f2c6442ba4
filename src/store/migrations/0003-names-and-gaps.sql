-- GitHub's instant up to which what happened to a subject has been told: what it changed later was missed.
alter table reeve.subjects add column heard bigint;

-- Repositories, owners and issues that go on under another name: what still comes under the old one is about the new one.
create table reeve.moves (
  name text collate "C" primary key,
  now text collate "C" not null,
  at bigint not null
);
create index moves_by_now on reeve.moves (now);

-- Owners and repositories that Reeve has left, or where nothing can be written any more: nothing is looked at there.
create table reeve.absent (
  name text collate "C" primary key,
  since bigint not null
);
