-- Custom routing rules of the site, as they were written, in the order they are tried.
create table routingrule (target text not null, position bigint not null, rule text not null, primary key (target, position));

-- What brought it: an association, files, or a retrieval.
alter table arrival add column source text not null default 'Association';

-- Instances that are known of and did not arrive.
alter table entry add column missing bigint not null default 0;

-- What AA: said, 0 or 1, where the sender may say so; and what a receiver is to do with the entry without a person, decided when it was built.
alter table entry add column autoarchive bigint;
alter table entry add column automatic text;
