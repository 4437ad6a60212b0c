-- What the explorer shows of a graph's newest version, as it is sent: to work that out takes seconds for a large graph, and the one
-- who asks first after a start should not wait for it.

create table if not exists shown_schema (
  graph   varchar(129) not null primary key references graph (id),
  form    varchar(200) not null,  -- of what, and in which form
  content ${bytes}     not null
);
