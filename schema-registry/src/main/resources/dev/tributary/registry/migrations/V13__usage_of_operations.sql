-- What an operation's clients and days are added up from, in one place for each operation: the rows themselves are
-- ordered by day, and a page of fifty operations had thousands of them looked up one by one.
create index if not exists usage_day_of_operation on usage_day (graph, hash, used_on, client, version, executions, errors,
  micros, cost, l0, l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11, l12, l13);

drop index if exists usage_day_by_hash;
