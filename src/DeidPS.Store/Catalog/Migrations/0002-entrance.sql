-- Custom routing rules of the site, as they were written, in the order they are tried.
create table routingrule (target text not null, position bigint not null, rule text not null, primary key (target, position));
