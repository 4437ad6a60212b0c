package dev.tributary.registry;

import dev.tributary.registry.ChangeProblem.Code;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What can be said against a change without knowing the graph. */
final class ChangeSetValidation {

  private final RegistryLimits limits;
  private final ImportedSchemas imported;
  private final List<ChangeProblem> problems = new ArrayList<>();

  private ChangeSetValidation(RegistryLimits limits, ImportedSchemas imported) {
    this.limits = limits;
    this.imported = imported;
  }

  /** Every problem, in the order of the change; none when it is well formed. */
  static List<ChangeProblem> problems(
      ChangeSet changes, RegistryLimits limits, ImportedSchemas imported) {
    ChangeSetValidation validation = new ChangeSetValidation(limits, imported);
    validation.check(changes);
    return List.copyOf(validation.problems);
  }

  private void check(ChangeSet changes) {
    int named = changes.publish().size() + changes.retire().size();
    if (named == 0) {
      add(Code.EMPTY_CHANGE, "", "There is nothing to publish and nothing to retire.");
    }
    if (named > limits.maxSubgraphs()) {
      // Said without looking at each of them: the list itself is what is too long.
      add(
          Code.TOO_MANY_SUBGRAPHS,
          "",
          "One change may name at most %d subgraphs.".formatted(limits.maxSubgraphs()));
      return;
    }
    if (changes.message().length() > limits.maxMessageLength()) {
      add(
          Code.MESSAGE_TOO_LONG,
          "",
          "A message may have at most %d characters.".formatted(limits.maxMessageLength()));
    } else if (!isStorable(changes.message())) {
      add(Code.INVALID_TEXT, "", "The message" + NOT_STORABLE);
    }
    Set<String> seen = new HashSet<>();
    for (ProposedSubgraph subgraph : changes.publish()) {
      if (checkName(subgraph.name(), seen)) {
        subgraph.url().ifPresent(url -> checkUrl(subgraph.name(), url));
        checkSdl(subgraph.name(), subgraph.sdl());
      }
    }
    changes.retire().forEach(name -> checkName(name, seen));
  }

  private boolean checkName(String name, Set<String> seen) {
    if (!Names.isName(name)) {
      add(Code.INVALID_SUBGRAPH_NAME, abbreviated(name), Names.RULE);
      return false;
    }
    if (!seen.add(name)) {
      add(Code.DUPLICATE_SUBGRAPH, name, "Subgraph '%s' is named twice.".formatted(name));
    }
    return true;
  }

  private void checkUrl(String subgraph, String url) {
    if (url.length() > limits.maxUrlLength()) {
      add(
          Code.INVALID_URL,
          subgraph,
          "A URL may have at most %d characters.".formatted(limits.maxUrlLength()));
    } else {
      urlProblem(url).ifPresent(problem -> add(Code.INVALID_URL, subgraph, problem));
    }
  }

  /** An empty URL is well formed: a subgraph of connectors has its URLs in its schema. */
  private static Optional<String> urlProblem(String url) {
    if (url.isEmpty()) {
      return Optional.empty();
    }
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      return Optional.of("The URL is not one: %s.".formatted(e.getReason()));
    }
    String scheme = uri.getScheme();
    if (!("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
        || uri.getHost() == null) {
      return Optional.of("A URL has the form http://host/path or https://host/path.");
    }
    if (uri.getUserInfo() != null) {
      return Optional.of(
          "A URL here must hold no user name or password, for everyone who reads the graph sees it:"
              + " configure credentials in the gateway.");
    }
    return Optional.empty();
  }

  private void checkSdl(String subgraph, String sdl) {
    if (sdl.isBlank()) {
      add(Code.SDL_EMPTY, subgraph, "The schema document is empty.");
    } else if (sdl.length() > limits.maxSdlBytes()
        || sdl.getBytes(StandardCharsets.UTF_8).length > limits.maxSdlBytes()) {
      add(
          Code.SDL_TOO_LARGE,
          subgraph,
          "A schema document may have at most %d bytes.".formatted(limits.maxSdlBytes()));
    } else if (!isStorable(sdl)) {
      add(Code.INVALID_TEXT, subgraph, "The schema document" + NOT_STORABLE);
    } else {
      imported
          .problems(sdl)
          .forEach(problem -> add(Code.OPENAPI_NOT_IMPORTABLE, subgraph, problem + "."));
    }
  }

  private static final String NOT_STORABLE =
      " holds the character NUL or one half of a surrogate pair, which is no text in UTF-8.";

  private static boolean isStorable(String text) {
    return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  /** What a client sent as a name goes back to it in the answer: not all of it. */
  private static String abbreviated(String name) {
    return name.length() <= Names.MAX_LENGTH ? name : name.substring(0, Names.MAX_LENGTH) + "…";
  }

  private void add(Code code, String subgraph, String message) {
    problems.add(new ChangeProblem(code, message, subgraph));
  }
}
