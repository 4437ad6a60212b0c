package dev.tributary.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * A document in which an {@code _entities} field can stand several times, each time with variables
 * of its own. A document has one value per variable, so entities whose contexts differ need that:
 * the first copy of a field keeps its names, and those of the n-th end in {@code _n}.
 *
 * @param head the operation's keyword, and its name if it has one
 * @param declarations of the client's variables, as they are written
 * @param groups one for each group of the step
 */
public record RepeatableDocument(String head, List<String> declarations, List<Group> groups) {

  public RepeatableDocument {
    declarations = List.copyOf(declarations);
    groups = List.copyOf(groups);
  }

  /**
   * One group's part, in pieces: between any two of them stands the suffix of the copy.
   *
   * @param declarations of its own variables
   * @param field the {@code _entities} field
   */
  public record Group(List<List<String>> declarations, List<String> field) {
    public Group {
      declarations = declarations.stream().map(List::copyOf).toList();
      field = List.copyOf(field);
    }
  }

  /**
   * @param copies for each group how often its field is asked for
   */
  public String write(List<Integer> copies) {
    List<String> declared = new ArrayList<>();
    StringBuilder fields = new StringBuilder();
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      for (int copy = 1; copy <= copies.get(i); copy++) {
        String suffix = suffix(copy);
        group.declarations().forEach(pieces -> declared.add(String.join(suffix, pieces)));
        fields.append(fields.isEmpty() ? "" : " ").append(String.join(suffix, group.field()));
      }
    }
    declared.addAll(declarations);
    return head + "(" + String.join(",", declared) + "){" + fields + "}";
  }

  /**
   * What the names of a group end in: response key, variable and context variables.
   *
   * @param copy counted from 1
   */
  public static String suffix(int copy) {
    return copy == 1 ? "" : "_" + copy;
  }
}
