package dev.tributary.registry;

import dev.tributary.check.ChangeUse;
import dev.tributary.check.CheckedUsage;
import dev.tributary.check.ClientUse;
import dev.tributary.check.RecordedOperation;
import dev.tributary.check.ReplayReport;
import dev.tributary.check.ReplayReport.Broken;
import dev.tributary.check.ReplayReport.Changed;
import dev.tributary.check.ReplayReport.PlanSize;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a check says by recorded usage, for people. */
final class UsageText {

  /** Names in one line. */
  private static final int MOST_NAMES = 3;

  /** Operations of one kind. */
  private static final int MOST_OPERATIONS = 20;

  private UsageText() {}

  /** Who uses what a change touches, in one line without an end. */
  static String use(ChangeUse use, int days) {
    return use.isUsed()
        ? "used %s in %s by %s"
            .formatted(
                times(use.executions()),
                days(days),
                some(use.operations().stream().map(UsageText::operation).toList()))
        : "not used in " + days(days);
  }

  static String operation(RecordedOperation operation) {
    String clients = clients(operation);
    return operation.label() + (clients.isEmpty() ? "" : " (" + clients + ")");
  }

  private static String clients(RecordedOperation operation) {
    return some(
        operation.clients().stream()
            .filter(client -> !client.client().isEmpty())
            .map(UsageText::client)
            .distinct()
            .toList());
  }

  private static String client(ClientUse client) {
    return client.version().isEmpty() ? client.client() : client.client() + " " + client.version();
  }

  private static String some(List<String> names) {
    String shown = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
    return names.size() <= MOST_NAMES
        ? shown
        : "%s and %d more".formatted(shown, names.size() - MOST_NAMES);
  }

  /** Lines, each ended by a line feed; empty when nothing was recorded. */
  static String replay(CheckedUsage usage) {
    ReplayReport replay = usage.replay();
    if (replay.replayed() == 0) {
      return "";
    }
    List<Changed> worse = replay.changed().stream().filter(Changed::isWorse).toList();
    List<Changed> better = replay.changed().stream().filter(changed -> !changed.isWorse()).toList();
    StringBuilder text =
        new StringBuilder(
            "Replayed %s of the last %s%s: %s, %s, %s.\n"
                .formatted(
                    count(replay.replayed(), "operation"),
                    days(usage.days()),
                    replay.leftOut() == 0
                        ? ""
                        : " (%d left out for want of time)".formatted(replay.leftOut()),
                    verb(replay.broken().size(), "breaks", "break"),
                    verb(worse.size(), "gets worse", "get worse"),
                    verb(better.size(), "gets better", "get better")));
    replay.broken().stream()
        .limit(MOST_OPERATIONS)
        .forEach(broken -> text.append("  breaks: %s\n".formatted(broken(broken))));
    worse.stream()
        .limit(MOST_OPERATIONS)
        .forEach(changed -> text.append("  worse: %s\n".formatted(changed(changed))));
    better.stream()
        .limit(MOST_OPERATIONS)
        .forEach(changed -> text.append("  better: %s\n".formatted(changed(changed))));
    return text.toString();
  }

  static String broken(Broken broken) {
    return "%s, run %s: %s"
        .formatted(
            operation(broken.operation()),
            times(broken.operation().executions()),
            broken.reason().strip());
  }

  static String changed(Changed changed) {
    PlanSize before = changed.before();
    PlanSize after = changed.after();
    StringBuilder text =
        new StringBuilder(
            "%s, run %s: %s, %s"
                .formatted(
                    operation(changed.operation()),
                    times(changed.operation().executions()),
                    change("fetches", before.fetches(), after.fetches()),
                    change("stages", before.stages(), after.stages())));
    if (before.cost().isPresent() && after.cost().isPresent()) {
      text.append(", ").append(change("cost", before.cost().getAsLong(), after.cost().getAsLong()));
    }
    return text.toString();
  }

  private static String change(String what, long before, long after) {
    return before == after
        ? "%s %d".formatted(what, after)
        : "%s %d -> %d".formatted(what, before, after);
  }

  private static String verb(int count, String one, String several) {
    return count + " " + (count == 1 ? one : several);
  }

  private static String times(long count) {
    return count == 1 ? "once" : String.format(Locale.ROOT, "%,d times", count);
  }

  private static String days(int days) {
    return count(days, "day");
  }

  private static String count(long count, String noun) {
    return "%d %s%s".formatted(count, noun, count == 1 ? "" : "s");
  }
}
