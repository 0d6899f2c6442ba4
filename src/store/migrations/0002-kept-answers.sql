-- What GitHub answered to a read, with the ETag by which it says that nothing has changed. The body as in deliveries.
create table reeve.answers (
  key text collate "C" primary key,
  etag text not null,
  link text,
  body text not null,
  at bigint not null
);
alter table reeve.answers alter column body set storage external;
create index answers_by_age on reeve.answers (at);
