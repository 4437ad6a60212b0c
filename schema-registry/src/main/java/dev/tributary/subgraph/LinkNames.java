package dev.tributary.subgraph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * No name in a document may mean two things. A specification's elements go by {@code
 * namespace__name}, its main directive by the namespace alone, and imports by whatever name they
 * are given: none of these may look like another's (link specification v1.0).
 */
final class LinkNames {
  private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

  private final List<Link> links;
  private final Problems problems;

  private LinkNames(List<Link> links, Problems problems) {
    this.links = links;
    this.problems = problems;
  }

  static void check(List<Link> links, Problems problems) {
    LinkNames names = new LinkNames(links, problems);
    names.namespaces();
    names.imports();
  }

  private void namespaces() {
    Map<String, Link> byName = new HashMap<>();
    for (Link link : links) {
      String name = link.namespace();
      if (!NAMESPACE.matcher(name).matches() || name.contains("__") || name.endsWith("_")) {
        error(
            link,
            "\"%s\" cannot be the namespace of %s: give it one with \"as\", a GraphQL name without \"__\" that does not end in \"_\"."
                .formatted(name, link.feature().identity()));
      }
      Link other = byName.putIfAbsent(name, link);
      if (other != null) {
        error(
            link,
            "\"%s\" is the namespace of %s and of %s: rename one with \"as\"."
                .formatted(name, other.feature().identity(), link.feature().identity()));
      }
    }
  }

  private void imports() {
    Set<String> seen = new HashSet<>();
    for (Link link : links) {
      Map<String, String> byOriginal = new HashMap<>();
      link.imports()
          .forEach(
              (local, original) -> {
                if (!seen.add(local)) {
                  error(
                      link,
                      "\"%s\" is imported from two specifications: rename one with {name: ..., as: ...}."
                          .formatted(local));
                }
                String other = byOriginal.putIfAbsent(original, local);
                if (other != null) {
                  error(
                      link,
                      "\"%s\" is imported as \"%s\" and as \"%s\": keep one."
                          .formatted(original, other, local));
                }
                confusion(link, local, original);
              });
    }
  }

  private void confusion(Link link, String local, String original) {
    boolean directive = local.startsWith("@");
    String name = directive ? local.substring(1) : local;
    int split = name.indexOf("__");
    Link namespaced = split < 0 ? null : byNamespace(name.substring(0, split));
    if (namespaced != null) {
      String meant = (directive ? "@" : "") + name.substring(split + 2);
      if (namespaced != link || !meant.equals(original)) {
        confused(link, local, meant, namespaced);
      }
    }
    Link main = directive ? byNamespace(name) : null;
    if (main != null && (main != link || !original.equals("@" + link.feature().name()))) {
      confused(link, local, "@" + main.feature().name(), main);
    }
  }

  private @Nullable Link byNamespace(String name) {
    return links.stream().filter(link -> link.namespace().equals(name)).findFirst().orElse(null);
  }

  private void confused(Link link, String local, String meant, Link other) {
    error(
        link,
        "The import \"%s\" of %s would be taken for \"%s\" of %s: rename it with {name: ..., as: ...}, or the specification with \"as\"."
            .formatted(local, link.feature().identity(), meant, other.feature().identity()));
  }

  private void error(Link link, String message) {
    problems.error("INVALID_LINK_DIRECTIVE_USAGE", "", link.use().place(), message);
  }
}
