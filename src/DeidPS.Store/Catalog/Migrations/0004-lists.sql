-- Lists are read a part at a time, in their own order: every filter has an index that ends in that order, so that the first rows come at once.

drop index entrystate;
drop index entryproject;
drop index entryreceived;
create index entryreceived on entry (received, id);
create index entrystate on entry (state, received, id);
create index entryproject on entry (project, received, id);
create index entrysubject on entry (subject, received, id);
create index entrysession on entry (session, received, id);
create index entrysender on entry (callingae, received, id);

-- Labels differ in more than case, so they differ.
create unique index subjectlabel on subject (project, label);
drop index sessionsubject;
create index sessionsubject on session (subject, label);
create index sessionmodalities on session (project, modalities);
