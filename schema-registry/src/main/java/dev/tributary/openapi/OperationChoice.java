package dev.tributary.openapi;

import dev.tributary.openapi.Customisation.Choice;
import dev.tributary.openapi.OperationIndex.Entry;
import dev.tributary.openapi.Settings.Problems;
import dev.tributary.openapi.Settings.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which operations become fields, and what these are called. */
final class OperationChoice {

  private final Customisation customisation;
  private final OperationIndex index;
  private final Problems problems;

  OperationChoice(Customisation customisation, OperationIndex index, Problems problems) {
    this.customisation = customisation;
    this.index = index;
    this.problems = problems;
  }

  /** The operations that stay, under their names. */
  List<RestOperation> chosen(List<RestOperation> operations) {
    complainOfIdle(customisation.include());
    complainOfIdle(customisation.exclude());
    Map<RestOperation, String> names = names();
    List<RestOperation> chosen = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (RestOperation operation : operations) {
      if (!stays(index.of(operation))) {
        continue;
      }
      String name = names.getOrDefault(operation, operation.name());
      if (!taken.add(name)) {
        problems.add(lineOf(operation), "there are two operations of the name '" + name + "'");
      }
      chosen.add(operation.with(name, operation.arguments(), operation.result()));
    }
    return chosen;
  }

  boolean stays(Entry entry) {
    return (customisation.include().isEmpty() || isAny(customisation.include(), entry))
        && !isAny(customisation.exclude(), entry);
  }

  private int lineOf(RestOperation operation) {
    for (var change : customisation.operations()) {
      Entry entry = index.find(change.operation().text());
      if (entry != null && operation.equals(entry.imported())) {
        return change.operation().line();
      }
    }
    return 1;
  }

  private Map<RestOperation, String> names() {
    Map<RestOperation, String> names = new HashMap<>();
    for (var change : customisation.operations()) {
      Entry entry = index.find(change.operation().text());
      Word name = change.name();
      if (entry == null) {
        problems.add(
            change.operation().line(),
            "the document has no operation '" + change.operation().text() + "'");
      } else if (name != null && isName(name) && entry.imported() != null) {
        names.put(entry.imported(), name.text());
      }
    }
    return names;
  }

  private boolean isName(Word word) {
    boolean good = Names.isPlain(word.text()) && !word.text().startsWith("__");
    if (!good) {
      problems.add(word.line(), "'" + word.text() + "' is no name in GraphQL");
    }
    return good;
  }

  private void complainOfIdle(List<Choice> choices) {
    for (Choice choice : choices) {
      if (index.all().stream().noneMatch(entry -> fits(choice, entry))) {
        problems.add(choice.line(), "no operation of the document is this one");
      }
    }
  }

  private static boolean isAny(List<Choice> choices, Entry entry) {
    return choices.stream().anyMatch(choice -> fits(choice, entry));
  }

  private static boolean fits(Choice choice, Entry entry) {
    return like(choice.operation(), entry.id(), false)
        && like(choice.path(), entry.path(), true)
        && (choice.method() == null
            || choice.method().text().toUpperCase(Locale.ROOT).equals(entry.method()))
        && (choice.tag() == null
            || entry.tags().stream().anyMatch(t -> like(choice.tag(), t, false)));
  }

  private static boolean like(@Nullable Word pattern, String text, boolean path) {
    return pattern == null || Glob.matches(pattern.text(), text, path);
  }
}
