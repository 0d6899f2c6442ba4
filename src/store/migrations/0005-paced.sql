-- Up to when what waits for its share of a limit has been told a time: who comes later is told a later one.
alter table reeve.budgets add column promised double precision not null default 0;
