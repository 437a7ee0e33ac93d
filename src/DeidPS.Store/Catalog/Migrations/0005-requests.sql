-- What is to be fetched from archives. An import of requests: one file, or the result of one query; its requests count once it is complete.
create table requestbatch (
    id text primary key, project text not null, node text not null, created bigint not null, createdby text not null, rows bigint not null, iscomplete bigint not null, process text not null, filter text);

-- One study, or a row that found none. Line and part: row of the file, and which of the studies that it found. What the study is called at its source is sealed, as in
-- the look-up table: the key of the same id in lookupkey opens it. Known: keyed digests of instances that are in the store. Status: what the archive said last, as a number.
-- Hasnumber: an NHS number is known. Exported: when it was written for the opt-out service; until the answer. Wasqueued: it was started. Refetch: it is fetched although it is there.
create table request (
    id text primary key, batch text not null, line bigint not null, part bigint not null, node text not null, project text not null, requester text not null, priority bigint not null,
    subject text, subjectfolded text, session text, sessionfolded text, studykey text, patientkey text, sealed text,
    state text not null, reason text, step text not null, conflicts text not null, duplicateof text, modalities text not null, counted bigint,
    expected bigint, received bigint not null, excluded bigint not null, held bigint not null, filtered bigint not null, bytes bigint not null, evidence text not null,
    entry text, known text, attempts bigint not null, recoveries bigint not null default 0, tries bigint not null, checks bigint not null, status text, error text,
    created bigint not null, started bigint, finished bigint, nexttry bigint, duration bigint not null, process text, iscancelled bigint not null,
    hasnumber bigint not null default 0, exported bigint, wasqueued bigint not null default 0, refetch bigint not null default 0);
create unique index requestline on request (batch, line, part);
create index requestqueue on request (node, state, requester, priority, batch, line, part);
create index requestwaiting on request (node, state, nexttry);
create index requeststudy on request (studykey, project);
create index requestproject on request (project, batch, line, part);
create index requestsession on request (project, sessionfolded);
create index requestsubject on request (project, subjectfolded);
create index requestpatient on request (project, patientkey);
create index requeststate on request (project, state, batch, line, part);
create index requestentry on request (entry);
create index requestprocess on request (process);

-- Labels are unique in more than case.
create index entrylabel on entry (project, upper(session));

-- Series of the manifest: how many instances were expected, came and were left out, and by which rules. No text of the source.
create table requestseries (request text not null, position bigint not null, modality text not null, expected bigint, received bigint not null, excluded bigint, excludedby text not null, primary key (request, position));

-- Archives that nobody asks for the moment, because somebody said so or because they have to be set up first.
create table queuehalt (node text primary key, message text, since bigint not null, setby text not null);

-- Whose turn it is: requesters are served in turn.
create table queueturn (node text not null, requester text not null, served bigint not null, primary key (node, requester));

-- Processes that work through the queue, and whether somebody wants one to end.
create table queueworker (process text primary key, host text not null, started bigint not null, isstopping bigint not null);
