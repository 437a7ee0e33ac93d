-- What made the images of a series, as the site's policy left it: the pilot of a project has places for each modality and manufacturer.
alter table entryseries add column manufacturer text not null default 'unknown';
alter table sessionseries add column manufacturer text not null default 'unknown';

-- Reviews of projects: the policies that were looked at, as name@hash with commas between, the project's first.
create table approval (
    id text primary key, project text not null, policies text not null, approved bigint not null, approvedby text not null, reviewer text not null, reason text not null);
create index approvalproject on approval (project, approved);

-- What the last check of an entry or session said: a state, findings by severity, when, by whom and why. No time: the files are others now. Revision: how often the files of a session were changed.
alter table entry add column checkstate text not null default 'Unchecked';
alter table entry add column checked bigint;
alter table entry add column checkedby text;
alter table entry add column checkreason text;
alter table entry add column checkhigh bigint not null default 0;
alter table entry add column checkmedium bigint not null default 0;
alter table entry add column checklow bigint not null default 0;
alter table session add column checkstate text not null default 'Unchecked';
alter table session add column checked bigint;
alter table session add column checkedby text;
alter table session add column checkreason text;
alter table session add column checkhigh bigint not null default 0;
alter table session add column checkmedium bigint not null default 0;
alter table session add column checklow bigint not null default 0;
alter table session add column revision bigint not null default 0;
