-- The last report of each reporter that was counted: one that comes again, because the answer to it was lost, is not
-- counted twice. Rows go when a reporter has been away for some days.
create table if not exists usage_reporter (
  graph    varchar(129) not null,
  reporter varchar(64)  not null,
  sequence bigint       not null,
  seen_on  date         not null,
  primary key (graph, reporter)
);

-- What clients see of a version, worked out once when it is published: JSON, gzip. Null when that was not done yet.
alter table supergraph_version add column if not exists schema_changes ${bytes};
