-- What of all that arrives for a project is wanted: a filter of series as text. Null for everything.

alter table project add column seriesfilter text;
