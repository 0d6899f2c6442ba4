-- An override may take several people; and one that ended before its time was revoked, or another took its place.
alter table reeve.overrides add column count integer not null default 1;
alter table reeve.overrides add column ended_how text;
update reeve.overrides as one set ended_how = case
  when exists (
    select from reeve.overrides as other
    where other.subject = one.subject and other.rule = one.rule and other.since = one.ended_at and other.cause <> one.cause
  ) then 'replaced' else 'revoked' end
where ended_at is not null;
