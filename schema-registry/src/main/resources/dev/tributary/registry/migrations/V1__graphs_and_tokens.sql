-- Graphs, their versions and tokens. Rows are added and never changed, but for the latest version of a graph and the
-- revocation of a token.
--
-- These files are read by H2 and PostgreSQL both; the placeholder "bytes" is what each calls a type of bytes. "if not exists" everywhere:
-- H2 commits each of these statements by itself, so a process that dies among them leaves some of the tables behind for
-- the next start to complete.

-- The one row that every publish to a graph must move on: publishes are serialised by it.
create table if not exists graph (
  id     varchar(129) not null primary key,  -- name@variant
  latest bigint       not null
);

-- Every document once, under the SHA-256 of its UTF-8 bytes: variants and versions share what is equal. Compressed by
-- gzip: a graph of 200 subgraphs has a supergraph of some megabytes, and one more with every publish.
create table if not exists document (
  hash    varchar(64) not null primary key,
  content ${bytes}    not null
);

create table if not exists subgraph_version (
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

create table if not exists supergraph_version (
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
create table if not exists supergraph_member (
  graph    varchar(129) not null,
  number   bigint       not null,
  subgraph varchar(64)  not null,
  version  varchar(64)  not null,
  primary key (graph, number, subgraph),
  foreign key (graph, number) references supergraph_version (graph, number),
  foreign key (graph, version) references subgraph_version (graph, id)
);

-- What a supergraph version changed about the one before.
create table if not exists supergraph_change (
  graph    varchar(129) not null,
  number   bigint       not null,
  subgraph varchar(64)  not null,
  kind     varchar(16)  not null,
  version  varchar(64)  not null,
  primary key (graph, number, subgraph),
  foreign key (graph, number) references supergraph_version (graph, number),
  foreign key (graph, version) references subgraph_version (graph, id)
);

create table if not exists token (
  id          varchar(64)                 not null primary key,
  secret_hash varchar(64)                 not null,
  label       varchar(256)                not null,
  role        varchar(16)                 not null,
  scope       varchar(129)                not null,
  issued_at   timestamp(6) with time zone not null,
  revoked_at  timestamp(6) with time zone
);
