-- Who wants to be told when something is wrong with a graph, and what is still to be told.

create table if not exists alert (
  graph      varchar(129)     not null,
  id         varchar(16)      not null,
  name       varchar(100)     not null,
  metric     varchar(32)      not null,
  above      double precision not null,
  minutes    integer          not null,
  url        varchar(2000)    not null,
  secret     varchar(64)      not null,  -- what deliveries are signed with
  state      varchar(16)      not null,
  changed_at timestamp(6) with time zone,
  told       varchar(500)     not null,  -- what came of the last delivery
  primary key (graph, id)
);

create table if not exists alert_delivery (
  id       varchar(32)                 not null primary key,
  graph    varchar(129)                not null,
  alert    varchar(16)                 not null,
  body     varchar(4000)               not null,
  attempts integer                     not null,
  due      timestamp(6) with time zone not null,
  foreign key (graph, alert) references alert (graph, id) on delete cascade
);

create index if not exists alert_delivery_due on alert_delivery (due);
