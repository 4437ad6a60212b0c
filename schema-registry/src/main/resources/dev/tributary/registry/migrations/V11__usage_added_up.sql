-- Rows of usage_day without their clients, and who ran what: lists of operations, coordinates and clients are answered by
-- a fraction of the rows.

create table if not exists usage_operation_day (
  graph      varchar(129) not null,
  used_on    date         not null,
  hash       varchar(64)  not null,
  executions bigint       not null,
  primary key (graph, used_on, hash),
  foreign key (graph, hash) references usage_operation (graph, hash) on delete cascade
);

-- Both hold all that is asked for: rows are not looked up.
create index if not exists usage_operation_day_executions on usage_operation_day (graph, used_on, hash, executions);
create index if not exists usage_operation_day_by_hash on usage_operation_day (graph, hash, used_on, executions);

delete from usage_operation_day;

insert into usage_operation_day (graph, used_on, hash, executions)
select graph, used_on, hash, sum(executions) from usage_day group by graph, used_on, hash;

create table if not exists usage_client_operation (
  graph     varchar(129) not null,
  client    varchar(128) not null,
  version   varchar(64)  not null,
  hash      varchar(64)  not null,
  last_seen date         not null,
  primary key (graph, client, version, hash),
  foreign key (graph, hash) references usage_operation (graph, hash) on delete cascade
);

create index if not exists usage_client_operation_by_hash on usage_client_operation (graph, hash);

delete from usage_client_operation;

insert into usage_client_operation (graph, client, version, hash, last_seen)
select graph, client, version, hash, max(used_on) from usage_day group by graph, client, version, hash;

-- What it was for is answered by usage_operation_day.
drop index if exists usage_day_executions;
