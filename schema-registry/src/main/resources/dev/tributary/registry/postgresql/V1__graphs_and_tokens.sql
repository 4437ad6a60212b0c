-- Graphs, their versions and tokens: the same tables as H2's. Rows are added and never changed, but for the latest
-- version of a graph and the revocation of a token. PostgreSQL makes all of them or none.

-- The one row that every publish to a graph must move on: publishes are serialised by it.
create table graph (
  id     varchar(129) not null primary key,  -- name@variant
  latest bigint       not null
);

-- Every document once, under the SHA-256 of its UTF-8 bytes: variants and versions share what is equal. Compressed by
-- gzip: a graph of 200 subgraphs has a supergraph of some megabytes, and one more with every publish.
create table document (
  hash    varchar(64) not null primary key,
  content bytea        not null
);

create table subgraph_version (
  graph        varchar(129)                not null references graph (id),
  id           varchar(64)                 not null,  -- SHA-256 over name, URL and SDL
  name         varchar(64)                 not null,
  url          varchar(8192)               not null,
  sdl_hash     varchar(64)                 not null references document (hash),
  published_at timestamp(6) with time zone not null,
  published_by varchar(256)                not null,
  message      varchar(8192)               not null,
  primary key (graph, id)
);

create table supergraph_version (
  graph        varchar(129)                not null references graph (id),
  number       bigint                      not null,
  sdl_hash     varchar(64)                 not null references document (hash),
  hints        text                        not null,  -- JSON
  published_at timestamp(6) with time zone not null,
  published_by varchar(256)                not null,
  message      varchar(8192)               not null,
  primary key (graph, number)
);

-- What a supergraph version is made of.
create table supergraph_member (
  graph    varchar(129) not null,
  number   bigint       not null,
  subgraph varchar(64)  not null,
  version  varchar(64)  not null,
  primary key (graph, number, subgraph),
  foreign key (graph, number) references supergraph_version (graph, number),
  foreign key (graph, version) references subgraph_version (graph, id)
);

-- What a supergraph version changed about the one before.
create table supergraph_change (
  graph    varchar(129) not null,
  number   bigint       not null,
  subgraph varchar(64)  not null,
  kind     varchar(16)  not null,
  version  varchar(64)  not null,
  primary key (graph, number, subgraph),
  foreign key (graph, number) references supergraph_version (graph, number),
  foreign key (graph, version) references subgraph_version (graph, id)
);

create table token (
  id          varchar(64)                 not null primary key,
  secret_hash varchar(64)                 not null,
  label       varchar(256)                not null,
  role        varchar(16)                 not null,
  scope       varchar(129)                not null,
  issued_at   timestamp(6) with time zone not null,
  revoked_at  timestamp(6) with time zone
);
