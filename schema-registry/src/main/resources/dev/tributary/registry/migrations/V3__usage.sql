-- What gateways ran: operations, what of the schema they use, and how often each client ran them, by day. A day of
-- one client and one operation is one row, however many executions it stands for.

create table if not exists usage_operation (
  graph      varchar(129)                not null,
  hash       varchar(64)                 not null,
  name       varchar(256)                not null,
  kind       varchar(16)                 not null,
  document   ${bytes}                    not null,  -- without literals; gzip
  analysed   varchar(64)                 not null,  -- hash of the supergraph that its coordinates were read by
  first_seen timestamp(6) with time zone not null,
  last_seen  date                        not null,
  primary key (graph, hash)
);

create table if not exists usage_coordinate (
  graph      varchar(129) not null,
  coordinate varchar(512) not null,
  hash       varchar(64)  not null,
  primary key (graph, coordinate, hash),
  foreign key (graph, hash) references usage_operation (graph, hash) on delete cascade
);

create index if not exists usage_coordinate_by_hash on usage_coordinate (graph, hash);

create table if not exists usage_day (
  graph      varchar(129) not null,
  used_on    date         not null,
  hash       varchar(64)  not null,
  client     varchar(128) not null,
  version    varchar(64)  not null,
  executions bigint       not null,
  errors     bigint       not null,  -- executions that had some
  micros     bigint       not null,  -- all together
  cost       bigint       not null,  -- all together, in cost units
  -- Executions by how long they took: up to 1, 2, 5, 10, 20, 50, 100, 200, 500 ms, 1, 2, 5, 10 s, and longer.
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
  primary key (graph, used_on, hash, client, version),
  foreign key (graph, hash) references usage_operation (graph, hash) on delete cascade
);

create index if not exists usage_day_by_hash on usage_day (graph, hash, used_on);
