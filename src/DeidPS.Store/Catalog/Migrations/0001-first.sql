-- What SQLite and PostgreSQL both understand. Times: Unix milliseconds, UTC. Booleans: 0 or 1. "folded" columns: upper case, for names that
-- must differ in more than case. Keys ("...key"): pseudonyms derived with the site's secret, never originals.

create table setting (name text primary key, value text not null);

-- Processes that use the store: who may be taken for dead.
create table process (id text primary key, host text not null, pid bigint not null, started bigint not null, heartbeat bigint not null);

create table siterole (identity text not null, role text not null, primary key (identity, role));

create table project (
    id text primary key, title text not null, runningtitle text, description text, investigator text,
    accessibility text not null, mode text not null, policy text not null, sharebyreader bigint not null,
    retentionend bigint, state text not null, created bigint not null, createdby text not null, deleted bigint);

-- Ids and aliases. A name stays taken after its project is gone.
create table projectname (folded text primary key, name text not null, project text not null, isalias bigint not null);

create table member (project text not null, identity text not null, role text not null, granted bigint not null, grantedby text not null, primary key (project, identity));
create index memberidentity on member (identity);

-- Senders whose pushed entries the project's owners may claim.
create table projectsender (project text not null, aetitle text not null, primary key (project, aetitle));

-- One study on one association.
create table arrival (
    id text primary key, received bigint not null, zonetime text not null, callingae text not null, calledae text not null, peer text, association bigint not null,
    studykey text not null, entry text, instances bigint not null, held bigint not null, filtered bigint not null, duplicates bigint not null, modalities text not null);
create index arrivalentry on arrival (entry);

-- What waits in the prearchive. Flags and reviewed: bits of EntryFlags.
create table entry (
    id text primary key, project text, subject text not null, session text not null, studykey text not null, patientkey text not null,
    state text not null, flags bigint not null, reviewed bigint not null, message text, conflicts text not null,
    received bigint not null, lastinstance bigint not null, series bigint not null, instances bigint not null, bytes bigint not null,
    held bigint not null, filtered bigint not null, duplicates bigint not null, modalities text not null, evidence text not null, callingae text, policies text not null,
    folder text not null, latefor text, operation text, createdby text not null);
create index entrystate on entry (state, received);
create index entryproject on entry (project, received);
create index entrystudy on entry (studykey, lastinstance);
create index entryreceived on entry (received);

create table entryseries (
    entry text not null, seriesuid text not null, number bigint, modality text not null, description text, instances bigint not null, bytes bigint not null, primary key (entry, seriesuid));

-- What arrived and was not kept in an entry: filtered, held back, or refused; one row before the sender is answered.
create table discard (
    id text primary key, entry text, arrival text not null, time bigint not null, kind text not null, reason text not null, sopclass text, instancekey text not null, path text);
create index discardentry on discard (entry);

-- Who is writing into an entry's folder. While there is one, the entry is not built.
create table writer (id text primary key, entry text not null, process text not null, since bigint not null);
create index writerentry on writer (entry);

-- Work on files that is under way, told before it begins.
create table operation (
    id text primary key, kind text not null, step text not null, entry text, project text, session text, source text, target text, work text not null,
    process text not null, actor text not null, started bigint not null);

create table subject (id text primary key, project text not null, label text not null, folded text not null, patientkey text not null, created bigint not null, unique (project, folded));
create index subjectpatient on subject (project, patientkey);

create table session (
    id text primary key, project text not null, subject text not null, label text not null, folded text not null, studykey text not null, studyuid text not null,
    state text not null, islocked bigint not null, flags bigint not null, policies text not null, modalities text not null, evidence text not null, studydate text,
    series bigint not null, instances bigint not null, bytes bigint not null, archived bigint not null, archivedby text not null, folder text not null, operation text,
    unique (project, folded));
create index sessionsubject on session (subject);
create index sessionstudy on session (project, studykey);
create index sessionarchived on session (project, archived);

create table sessionseries (
    session text not null, scan text not null, seriesuid text not null, number bigint, modality text not null, description text, instances bigint not null, bytes bigint not null, primary key (session, scan));

-- A session seen in another project. A tombstone when the session is gone.
create table share (
    session text not null, owner text not null, project text not null, label text not null, folded text not null, until bigint, state text not null,
    created bigint not null, createdby text not null, ended bigint, primary key (session, project), unique (project, folded));

create table certificate (id text primary key, project text not null, scope text not null, issued bigint not null, content text not null);

create table audit (sequence bigint primary key, time bigint not null, actor text not null, project text, record text not null, hash text not null);
create index audittime on audit (time);
