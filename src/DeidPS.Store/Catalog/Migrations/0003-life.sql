-- Instances that were held back stay tied to the session that their entry became, and go with it.
alter table discard add column session text;
create index discardsession on discard (session);
create index discardpath on discard (path);

-- 1 when instances of a session were archived under an earlier version of the project's policy than others.
alter table session add column stale bigint not null default 0;
