-- What pages of usage are answered by without reading every row of usage_day: an index that holds how often each
-- operation ran, and the days of a graph and of its clients added up.

create index if not exists usage_day_executions on usage_day (graph, used_on, hash, executions);

create table if not exists usage_client_day (
  graph      varchar(129) not null,
  used_on    date         not null,
  client     varchar(128) not null,
  version    varchar(64)  not null,
  executions bigint       not null,
  errors     bigint       not null,
  micros     bigint       not null,
  cost       bigint       not null,
  l0           bigint       not null,
  l1           bigint       not null,
  l2           bigint       not null,
  l3           bigint       not null,
  l4           bigint       not null,
  l5           bigint       not null,
  l6           bigint       not null,
  l7           bigint       not null,
  l8           bigint       not null,
  l9           bigint       not null,
  l10          bigint       not null,
  l11          bigint       not null,
  l12          bigint       not null,
  l13          bigint       not null,
  primary key (graph, used_on, client, version)
);
