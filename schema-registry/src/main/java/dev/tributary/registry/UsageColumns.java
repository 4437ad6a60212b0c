package dev.tributary.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The columns in which tables hold {@link UsageTotals}. */
final class UsageColumns {

  private UsageColumns() {}

  /** The columns of {@link UsageTotals}, in order. */
  static String columns(String form, String between) {
    List<String> names = new ArrayList<>(List.of("executions", "errors", "micros", "cost"));
    IntStream.range(0, Latencies.SIZE).forEach(range -> names.add("l" + range));
    return names.stream().map(form::formatted).collect(Collectors.joining(between));
  }

  static String updateOf(String table, List<String> key) {
    return "update %s set %s where %s"
        .formatted(
            table,
            columns("%1$s = %1$s + ?", ", "),
            key.stream().map(column -> column + " = ?").collect(Collectors.joining(" and ")));
  }

  static String insertInto(String table, List<String> key) {
    return "insert into %s (%s, %s) values (%s%s)"
        .formatted(
            table,
            columns("%s", ", "),
            String.join(", ", key),
            columns("?", ", "),
            ", ?".repeat(key.size()));
  }

  static UsageTotals totals(ResultSet row, int first) throws SQLException {
    List<Long> latencies = new ArrayList<>();
    for (int range = 0; range < Latencies.SIZE; range++) {
      latencies.add(row.getLong(first + 4 + range));
    }
    return new UsageTotals(
        row.getLong(first),
        row.getLong(first + 1),
        row.getLong(first + 2),
        row.getLong(first + 3),
        new Latencies(latencies));
  }

  static List<Object> values(UsageTotals totals) {
    List<Object> values = new ArrayList<>();
    values.addAll(List.of(totals.executions(), totals.errors(), totals.micros(), totals.cost()));
    values.addAll(totals.latencies().counts());
    return values;
  }
}
