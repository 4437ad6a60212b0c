package dev.tributary.openapi;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Gathers what an import could not map. */
final class Findings {

  private final Set<Finding> all = new LinkedHashSet<>();
  private UnaryOperator<String> places = UnaryOperator.identity();

  /** Says how the document itself calls the places that are found. */
  void inDocument(UnaryOperator<String> names) {
    places = names;
  }

  void add(Finding.Code code, String pointer, String message) {
    all.add(new Finding(code, pointer, message));
  }

  /** Leaves out what was found at a place and below. */
  void forget(String pointer) {
    all.removeIf(f -> f.pointer().equals(pointer) || f.pointer().startsWith(pointer + "/"));
  }

  List<Finding> sorted() {
    List<Finding> sorted = new ArrayList<>();
    all.forEach(f -> sorted.add(new Finding(f.code(), places.apply(f.pointer()), f.message())));
    sorted.sort(Comparator.comparing(Finding::pointer).thenComparing(Finding::code));
    return sorted;
  }

  /** A JSON pointer, a step further. */
  static String at(String pointer, String step) {
    return pointer + "/" + step.replace("~", "~0").replace("/", "~1");
  }
}
