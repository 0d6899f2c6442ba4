-- Instants are milliseconds since 1970 in UTC. JSON is kept as text: it is read and written whole, by us alone, and
-- jsonb refuses characters that GitHub allows. Names are compared byte by byte, the same on every server.

-- Webhooks as they came, kept for replay. The body is JSON, zstd, base64: many times faster than bytea on PGlite.
create table reeve.deliveries (
  app bigint not null,
  id text collate "C" not null,
  event text not null,
  at bigint not null,
  subject text collate "C" not null,
  installation bigint,
  state text not null default 'new' check (state in ('new', 'taken', 'dead', 'ignored')),
  body text not null,
  received_at bigint not null,
  why text,
  field text,
  primary key (app, id)
);
alter table reeve.deliveries alter column body set storage external;
create index deliveries_new on reeve.deliveries (subject) where state = 'new';
create index deliveries_dead on reeve.deliveries (received_at) where state = 'dead';
create index deliveries_received on reeve.deliveries using brin (received_at);

-- What is held of each subject, and the list of work: one row, one timer. State and history lie outside the row
-- (toast), so that a timer can change without moving them.
create table reeve.subjects (
  key text collate "C" primary key,
  repo text collate "C",
  owner text collate "C" not null,
  number bigint,
  installation bigint,
  state text,
  history text,
  open boolean not null default true,
  head text collate "C",
  look_at bigint,
  wake bigint not null default 0,
  priority smallint not null default 2,
  leased boolean not null default false,
  leased_until bigint not null default 0
) with (toast_tuple_target = 256, fillfactor = 80);
create index subjects_due on reeve.subjects (priority, look_at) where look_at is not null;
create index subjects_leased on reeve.subjects (leased_until) where leased;
create index subjects_of_repo on reeve.subjects (repo, key);
create index subjects_of_owner on reeve.subjects (owner, key);
create index subjects_by_head on reeve.subjects (repo, head) where head is not null and open;

-- Wakings that are promised and not yet done: they outlive the process and are carried out page by page.
create table reeve.wakings (
  id bigint generated always as identity primary key,
  whom text not null check (whom in ('subject', 'dependants', 'overtaken', 'repo', 'owner')),
  target text collate "C" not null,
  open_only boolean not null default false,
  priority smallint not null,
  after_key text collate "C" not null default '',
  since bigint
);

-- What was done on a subject and is still answered for. seq is the order of sending.
create sequence reeve.ledger_order;
create table reeve.ledger (
  subject text collate "C" not null,
  key text collate "C" not null,
  seq bigint not null default nextval('reeve.ledger_order'),
  change text not null,
  rules text not null,
  owned boolean not null,
  state text not null check (state in ('planned', 'sent', 'confirmed', 'refused')),
  at bigint not null,
  why text,
  settled_at bigint,
  -- A check run that GitHub will call stale if it is not put again (D17).
  unfinished boolean not null default false,
  primary key (subject, key)
);
create index ledger_planned on reeve.ledger (subject, seq) where state = 'planned';
create index ledger_unfinished on reeve.ledger (at) where unfinished;

-- Whom a rule gave work in a repository, and when last.
create table reeve.turns (
  repo text collate "C" not null,
  rule text collate "C" not null,
  login text collate "C" not null,
  at bigint not null,
  primary key (repo, rule, login)
);

create table reeve.memory (
  subject text collate "C" not null,
  rule text collate "C" not null,
  kind text not null,
  key text collate "C" not null,
  value text not null,
  at bigint not null,
  primary key (subject, rule, kind, key)
);
create index memory_of_rule on reeve.memory (rule, kind);

-- Every decision that differed from the one before it; nothing here is ever changed.
create table reeve.decisions (
  id bigint generated always as identity primary key,
  subject text collate "C" not null,
  rule text collate "C" not null,
  kind text not null,
  policy text not null,
  mode text not null,
  verdict text not null,
  body text not null,
  at bigint not null
);
create index decisions_of_subject on reeve.decisions (subject, id);

-- The newest decision of each rule. mark tells whether it differs for the audit, plain whether it differs at all.
create table reeve.standing (
  subject text collate "C" not null,
  rule text collate "C" not null,
  mark text not null,
  plain text not null,
  body text not null,
  primary key (subject, rule)
);

create table reeve.depends (
  fact text collate "C" not null,
  subject text collate "C" not null,
  primary key (fact, subject)
);
create index depends_of_subject on reeve.depends (subject);

-- Facts read from GitHub; value is null where it must be read again. changed: when an event last said it changed.
create table reeve.facts (
  key text collate "C" primary key,
  value text,
  at bigint not null default 0,
  changed bigint not null default 0
);

-- Every version of a repository's policy. The newest that took effect is the last good one.
create table reeve.policies (
  id bigint generated always as identity primary key,
  repo text collate "C" not null,
  sha text not null,
  path text not null,
  text text not null,
  problems text not null,
  took_effect boolean not null,
  at bigint not null
);
create index policies_of_repo on reeve.policies (repo, id);

-- Since when each rule has its present mode in a repository (D6).
create table reeve.in_force (
  repo text collate "C" not null,
  rule text collate "C" not null,
  mode text not null,
  since bigint not null,
  primary key (repo, rule)
);

-- What may be spent on each installation: filled_at is when the budget is whole again.
create table reeve.budgets (
  installation bigint not null,
  name text collate "C" not null,
  filled_at double precision not null default 0,
  blocked_until bigint not null default 0,
  primary key (installation, name)
);
