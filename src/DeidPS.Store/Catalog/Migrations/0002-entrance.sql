-- Custom routing rules of the site, as they were written, in the order they are tried.
create table routingrule (target text not null, position bigint not null, rule text not null, primary key (target, position));

-- What brought it: an association, files, or a retrieval.
alter table arrival add column source text not null default 'Association';

-- Instances that are known of and did not arrive.
alter table entry add column missing bigint not null default 0;

-- What AA: said, 0 or 1, where the sender may say so; and what a receiver is to do with the entry without a person, decided when it was built.
alter table entry add column autoarchive bigint;
alter table entry add column automatic text;

-- The look-up table: what a study was called at its source, sealed with a random key of its own, which is wrapped with the site's key. Whoever deletes the
-- key has erased what the other holds. A row belongs to an entry, and from archiving on to a session.
create table lookup (
    id text primary key, entry text, session text, arrival text not null, studykey text not null, patientkey text not null, sealed text not null, created bigint not null);
create index lookupentry on lookup (entry);
create index lookupsession on lookup (session);
create table lookupkey (id text primary key, wrapped text not null);
alter table project add column nolut bigint not null default 0;

-- The opt-out gate: whether a project needs clearance, and who was cleared for it until when. Nobody who was not cleared is in it.
alter table project add column optout text not null default 'NotApplicable';
alter table project add column optoutreason text;
create table clearance (project text not null, patientkey text not null, expires bigint not null, primary key (project, patientkey));
