-- How often an operation ran since a day is the difference of two readings, as of a meter: how often it ever ran, less how often
-- it had run before the first of those days on which it did. Lists by how often operations ran read two rows of each, however
-- many days they are about.

alter table usage_operation add column if not exists executions bigint default 0 not null;  -- ever

alter table usage_operation_day add column if not exists earlier bigint default 0 not null;  -- on all days before

update usage_operation_day set earlier = (
  select coalesce(sum(past.executions), 0) from usage_operation_day past
  where past.graph = usage_operation_day.graph and past.hash = usage_operation_day.hash
    and past.used_on < usage_operation_day.used_on);

update usage_operation set executions = (
  select coalesce(sum(ran.executions), 0) from usage_operation_day ran
  where ran.graph = usage_operation.graph and ran.hash = usage_operation.hash);

create index if not exists usage_operation_day_readings on usage_operation_day (graph, hash, used_on, earlier);

-- What these were for is answered by the readings.
drop index if exists usage_operation_day_executions;
drop index if exists usage_operation_day_by_hash;
