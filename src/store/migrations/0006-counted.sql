-- Issues and pull requests that a rule's question about its whole repository counts, or may count (unknown).
create table reeve.members (
  question text collate "C" not null,
  subject text collate "C" not null,
  truth text not null check (truth in ('yes', 'unknown')),
  since bigint not null,
  primary key (question, subject)
);
create index members_of_subject on reeve.members (subject);
-- The questions that a subject has answered: one that is open and has not leaves the number unknown.
alter table reeve.subjects add column counted text[] not null default '{}';
