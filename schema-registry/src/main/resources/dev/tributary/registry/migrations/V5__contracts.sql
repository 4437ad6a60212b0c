-- Variants that show a part of another one, chosen by tags.
create table if not exists contract (
  graph  varchar(129) not null primary key,
  source varchar(129) not null,
  filter text         not null  -- JSON
);

create index if not exists contract_by_source on contract (source);
