-- Which gateways follow a graph, and what they serve. Rows go when a gateway has not been seen for a day.

create table if not exists gateway (
  graph        varchar(129)                not null,
  id           varchar(64)                 not null,
  version      bigint                      not null,  -- of the supergraph; 0 for none
  content_hash varchar(64)                 not null,
  seen_at      timestamp(6) with time zone not null,
  primary key (graph, id)
);
