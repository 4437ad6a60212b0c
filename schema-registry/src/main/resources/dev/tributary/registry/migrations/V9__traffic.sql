-- All requests that gateways answered, whether they were executed or refused, added up by minute (kept for days) and
-- by hour (kept for months): what charts are drawn from, and alerts are measured by.

create table if not exists traffic (
  graph           varchar(129)                not null,
  width           integer                     not null,  -- seconds that the row is about
  since           timestamp(6) with time zone not null,
  executions      bigint                      not null,  -- requests
  errors          bigint                      not null,  -- answered with some, or refused
  micros          bigint                      not null,
  cost            bigint                      not null,
  -- Requests by how long they took, in the ranges of usage_day.
  l0              bigint                      not null,
  l1              bigint                      not null,
  l2              bigint                      not null,
  l3              bigint                      not null,
  l4              bigint                      not null,
  l5              bigint                      not null,
  l6              bigint                      not null,
  l7              bigint                      not null,
  l8              bigint                      not null,
  l9              bigint                      not null,
  l10             bigint                      not null,
  l11             bigint                      not null,
  l12             bigint                      not null,
  l13             bigint                      not null,
  refused         bigint       default 0      not null,
  unauthenticated bigint       default 0      not null,
  quota_percent   integer      default 0      not null,  -- of the client that used most of a limit
  quota_client    varchar(128) default ''     not null,
  primary key (graph, width, since)
);

-- Requests by the codes of their errors: a few dozen different ones in each row of traffic at most.
create table if not exists traffic_code (
  graph    varchar(129)                not null,
  width    integer                     not null,
  since    timestamp(6) with time zone not null,
  code     varchar(64)                 not null,
  requests bigint                      not null,
  primary key (graph, width, since, code)
);
