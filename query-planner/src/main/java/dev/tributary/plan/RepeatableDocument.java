package dev.tributary.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;

/**
 * A document in which an {@code _entities} field can stand several times, each time with variables
 * of its own. A document has one value per variable, so entities whose contexts differ need that:
 * the first copy of a field keeps its names, and those of the n-th end in {@code _n}.
 *
 * @param head the operation's keyword, and its name if it has one
 * @param declarations of the client's variables, by name, as they are written
 * @param groups one for each group of the step
 */
public record RepeatableDocument(
    String head, SequencedMap<String, String> declarations, List<Group> groups) {

  public RepeatableDocument {
    groups = List.copyOf(groups);
  }

  /**
   * One group's part, in pieces: between any two of them stands the suffix of the copy.
   *
   * @param declarations of its own variables
   * @param field the {@code _entities} field
   * @param variables the client's variables in it
   */
  public record Group(List<List<String>> declarations, List<String> field, Set<String> variables) {
    public Group {
      variables = Set.copyOf(variables);
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
    SequencedSet<String> used = variables(copies);
    declarations.forEach(
        (name, declaration) -> {
          if (used.contains(name)) {
            declared.add(declaration);
          }
        });
    return head + "(" + String.join(",", declared) + "){" + fields + "}";
  }

  /**
   * The client's variables that such a document declares. A group that is left out may have been
   * the only one with a variable, and a service refuses what is declared and not used.
   */
  public SequencedSet<String> variables(List<Integer> copies) {
    SequencedSet<String> used = new LinkedHashSet<>();
    for (String name : declarations.keySet()) {
      for (int i = 0; i < groups.size(); i++) {
        if (copies.get(i) > 0 && groups.get(i).variables().contains(name)) {
          used.add(name);
        }
      }
    }
    return used;
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
