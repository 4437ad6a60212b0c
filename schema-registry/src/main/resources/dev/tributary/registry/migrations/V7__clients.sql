-- Who may ask a graph's gateways, and how much: API keys by their hashes, and quotas.

create table if not exists client_settings (
  graph           varchar(129) not null primary key,
  revision        bigint       not null,  -- grows with each change of a key or of the quotas
  quotas          text         not null,  -- JSON
  quotas_revision bigint       not null   -- the one that changed the quotas last
);

create table if not exists client_key (
  graph      varchar(129)                not null,
  id         varchar(64)                 not null,
  hash       varchar(96)                 not null,  -- of the key, which is kept nowhere
  client     varchar(128)                not null,
  scopes     text                        not null,  -- separated by spaces
  expires_at timestamp(6) with time zone,
  created_at timestamp(6) with time zone not null,
  created_by varchar(256)                not null,  -- the label of the token that it was made with
  revoked_at timestamp(6) with time zone,
  primary key (graph, id)
);

create unique index if not exists client_key_by_hash on client_key (graph, hash);
