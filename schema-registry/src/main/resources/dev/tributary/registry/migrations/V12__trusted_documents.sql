-- The operations that a graph's clients may name, and nothing else where gateways are told so.

create table if not exists document_settings (
  graph    varchar(129) not null primary key,
  revision bigint       not null  -- grows with each change of the documents
);

create table if not exists trusted_document (
  graph    varchar(129)                not null,
  id       varchar(128)                not null,
  content  text                        not null,
  added_at timestamp(6) with time zone not null,
  added_by varchar(256)                not null,  -- the label of the token that it was added with
  primary key (graph, id)
);
