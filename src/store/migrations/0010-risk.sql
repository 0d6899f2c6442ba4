-- Of those that are due at one instant, whose check does most harm while it is wrong is looked at first.
alter table reeve.subjects add column risk integer not null default 0;
drop index reeve.subjects_due;
create index subjects_due on reeve.subjects (priority, look_at, risk desc) where look_at is not null;
