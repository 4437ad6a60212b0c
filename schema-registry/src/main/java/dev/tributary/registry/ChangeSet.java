package dev.tributary.registry;

import java.util.List;
import java.util.OptionalLong;

/**
 * Changes to a graph's subgraphs that come into force together or not at all. Subgraphs that need
 * each other are published this way, for neither composes before the other is there.
 *
 * @param publish subgraphs to add or to replace
 * @param retire names of subgraphs to take away
 * @param base the number of the version that the changes were made against; when the graph has
 *     moved on since, nothing is changed. 0 says that the graph has no version yet. Absent to
 *     change whatever is current.
 * @param message what the publisher says about it; may be empty
 */
public record ChangeSet(
    List<ProposedSubgraph> publish, List<String> retire, OptionalLong base, String message) {
  public ChangeSet {
    publish = List.copyOf(publish);
    retire = List.copyOf(retire);
  }

  public static ChangeSet publishing(ProposedSubgraph... subgraphs) {
    return new ChangeSet(List.of(subgraphs), List.of(), OptionalLong.empty(), "");
  }

  public static ChangeSet retiring(String... names) {
    return new ChangeSet(List.of(), List.of(names), OptionalLong.empty(), "");
  }

  public ChangeSet withBase(long version) {
    return new ChangeSet(publish, retire, OptionalLong.of(version), message);
  }

  public ChangeSet withMessage(String text) {
    return new ChangeSet(publish, retire, base, text);
  }
}
