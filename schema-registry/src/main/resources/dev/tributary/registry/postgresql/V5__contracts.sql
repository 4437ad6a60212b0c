-- Variants that show a part of another one, chosen by tags.
create table contract (
  graph  varchar(129) not null primary key,
  source varchar(129) not null,
  filter text         not null  -- JSON
);

create index contract_by_source on contract (source);
