package dev.tributary.compose;

import dev.tributary.subgraph.DirectiveDefinitionNode;
import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.FederationDirective;
import dev.tributary.subgraph.Link;
import dev.tributary.subgraph.Links;
import dev.tributary.subgraph.Place;
import dev.tributary.subgraph.Problem.Severity;
import dev.tributary.subgraph.Problems;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what subgraphs ask to keep with {@code @composeDirective}, and says what cannot be kept. A
 * custom directive belongs to a specification that the subgraph links to, so that two teams'
 * directives of one name are not mixed up and the newest definition is known.
 */
final class ComposeRequests {
  private static final String CODE = "DIRECTIVE_COMPOSITION_ERROR";

  /** Federation's own that reach the supergraph without being asked to. */
  private static final Set<FederationDirective> KEPT_ANYWAY =
      Set.of(
          FederationDirective.TAG,
          FederationDirective.INACCESSIBLE,
          FederationDirective.AUTHENTICATED,
          FederationDirective.REQUIRES_SCOPES,
          FederationDirective.POLICY,
          FederationDirective.CONTEXT);

  /** What the specifications that every supergraph links to call their own. */
  private static final Pattern JOIN_NAMES = Pattern.compile("(join|link)(__.*)?");

  private final List<Participant> participants;
  private final Problems problems;
  private final List<Request> requests = new ArrayList<>();

  /**
   * One directive that one participant asks to keep.
   *
   * @param original what its specification calls it
   * @param name what the participant calls it
   */
  private record Request(
      Participant participant, DirectiveNode use, Link link, String original, String name) {
    String identity() {
      return link.feature().identity();
    }
  }

  private ComposeRequests(List<Participant> participants, Problems problems) {
    this.participants = participants;
    this.problems = problems;
  }

  /** What is kept, by its name in the supergraph. */
  static SequencedMap<String, ComposedDirectives.Composed> read(
      List<Participant> participants, Problems problems) {
    ComposeRequests read = new ComposeRequests(participants, problems);
    for (Participant participant : participants) {
      for (DirectiveNode use : participant.schema().schemaDirectives()) {
        if (use.is(FederationDirective.COMPOSE_DIRECTIVE)) {
          read.request(participant, use);
        }
      }
    }
    SequencedMap<String, Link> newest = read.newest();
    Set<String> refused = read.inconsistent();
    return read.composed(newest, refused);
  }

  private void request(Participant participant, DirectiveNode use) {
    String written = use.string("name");
    if (written == null || written.isEmpty()) {
      error(use, "@%s needs the name of a directive, such as \"@mine\".".formatted(use.name()));
      return;
    }
    if (!written.startsWith("@")) {
      error(
          use,
          "@%s(name: \"%s\"): a directive's name begins with @: write \"@%s\"."
              .formatted(use.name(), written, written));
      return;
    }
    String name = written.substring(1);
    Links links = participant.schema().links();
    FederationDirective meaning = links.meaning(name);
    Link link = links.linkOfDirective(name);
    if (meaning != null || (link != null && Links.isSpecification(link.feature()))) {
      ownDirective(use, name, meaning);
    } else if (!participant.schema().directives().containsKey(name)) {
      error(
          use,
          "@%s is not defined in \"%s\": define it there, or mend the name."
              .formatted(name, participant.name()));
    } else if (link == null) {
      error(
          use,
          "@%s comes from no linked specification: @link to one of your own and import \"@%s\" from it."
              .formatted(name, name));
    } else {
      String original = Objects.requireNonNull(link.directive(name));
      if (!link.localDirective(original).equals(name)) {
        error(
            use,
            "@%s is imported under another name: compose \"@%s\"."
                .formatted(name, link.localDirective(original)));
      } else if (JOIN_NAMES.matcher(name).matches()) {
        problems.error(
            "INVALID_LINK_DIRECTIVE_USAGE",
            "",
            use.place(),
            "@%s would be taken for a directive of the supergraph's own specifications: import it under another name."
                .formatted(name));
      } else if (!isTaken(use, name)) {
        requests.add(new Request(participant, use, link, original, name));
      }
    }
  }

  private void ownDirective(DirectiveNode use, String name, @Nullable FederationDirective meaning) {
    if (meaning != null && KEPT_ANYWAY.contains(meaning)) {
      problems.hint(
          Severity.INFO,
          "DIRECTIVE_COMPOSITION_INFO",
          "@" + name,
          List.of(use.place()),
          "@%s is composed anyway: this @%s can be removed.".formatted(name, use.name()));
    } else {
      error(
          use,
          "@%s is a directive of the specifications themselves, which decide what becomes of it: remove this @%s."
              .formatted(name, use.name()));
    }
  }

  /** Whether some subgraph means one of federation's own directives by that name. */
  private boolean isTaken(DirectiveNode use, String name) {
    for (FederationDirective own :
        List.of(FederationDirective.TAG, FederationDirective.INACCESSIBLE)) {
      List<String> takenIn =
          participants.stream()
              .filter(other -> other.schema().links().localName(own).equals(name))
              .map(Participant::name)
              .toList();
      if (!takenIn.isEmpty()) {
        error(
            use,
            "@%s is federation's own @%s in %s: import yours, or federation's, under another name."
                .formatted(name, own.directiveName(), Words.names(takenIn)));
        return true;
      }
    }
    return false;
  }

  /** For each specification of which something is composed, the link to its newest version. */
  private SequencedMap<String, Link> newest() {
    Set<String> identities = new LinkedHashSet<>();
    for (Participant participant : participants) {
      participant
          .schema()
          .links()
          .links()
          .forEach(link -> identities.add(link.feature().identity()));
    }
    SequencedMap<String, Link> newest = new LinkedHashMap<>();
    for (String identity : identities) {
      Link link = newest(identity);
      if (link != null) {
        newest.put(identity, link);
      }
    }
    return newest;
  }

  private @Nullable Link newest(String identity) {
    Link best = null;
    boolean bestComposed = false;
    boolean hinted = false;
    for (Participant participant : participants) {
      Link link = participant.schema().links().to(identity);
      if (link == null) {
        continue;
      }
      boolean composed =
          requests.stream()
              .anyMatch(one -> one.participant() == participant && one.identity().equals(identity));
      if (best == null) {
        best = link;
        bestComposed = composed;
        continue;
      }
      if (best.feature().major() != link.feature().major()) {
        if (bestComposed && composed) {
          problems.error(
              CODE,
              "",
              links(identity),
              "%s is composed in versions that do not mix: their major versions differ. Link to one major version everywhere."
                  .formatted(identity));
          return null;
        }
        if (!hinted) {
          hinted = true;
          problems.hint(
              Severity.INFO,
              "DIRECTIVE_COMPOSITION_INFO",
              "",
              links(identity),
              "%s is linked in different major versions. Its directives could not be composed from all subgraphs."
                  .formatted(identity));
        }
        if (!bestComposed) {
          best = link;
          bestComposed = composed;
        }
      } else if (composed && !bestComposed
          || composed == bestComposed && best.feature().minor() <= link.feature().minor()) {
        best = link;
        bestComposed = composed;
      }
    }
    return bestComposed ? best : null;
  }

  private List<Place> links(String identity) {
    return participants.stream()
        .map(participant -> participant.schema().links().to(identity))
        .filter(link -> link != null)
        .map(link -> link.use().place())
        .toList();
  }

  /** Local names that cannot be composed, since subgraphs do not mean the same by them. */
  private Set<String> inconsistent() {
    Set<String> refused = new HashSet<>();
    by(Request::name)
        .forEach(
            (name, same) -> {
              if (same.stream().map(Request::original).distinct().count() > 1) {
                refused.add(name);
                error(same, "@%s is not the same directive in every subgraph.".formatted(name));
              }
              if (same.stream().map(Request::identity).distinct().count() > 1) {
                refused.add(name);
                error(
                    same,
                    "@%s comes from different specifications: %s. Import one of them under another name."
                        .formatted(
                            name,
                            Words.list(same.stream().map(Request::identity).distinct().toList())));
              }
            });
    by(one -> one.identity() + " " + one.original()).values().forEach(same -> names(same, refused));
    return refused;
  }

  private SequencedMap<String, List<Request>> by(Function<Request, String> key) {
    SequencedMap<String, List<Request>> groups = new LinkedHashMap<>();
    requests.forEach(
        one -> groups.computeIfAbsent(key.apply(one), _ -> new ArrayList<>()).add(one));
    return groups;
  }

  /** One directive has one name, also where it is imported and not composed, if better so. */
  private void names(List<Request> same, Set<String> refused) {
    Request first = same.getFirst();
    if (same.stream().map(Request::name).distinct().count() > 1) {
      same.forEach(one -> refused.add(one.name()));
      List<String> said =
          same.stream()
              .map(one -> "@%s in \"%s\"".formatted(one.name(), one.participant().name()))
              .toList();
      error(
          same,
          "\"@%s\" of %s is composed under different names: %s. Import it under one name everywhere."
              .formatted(first.original(), first.identity(), Words.list(said)));
    }
    List<Place> different = new ArrayList<>();
    for (Participant participant : participants) {
      Link link = participant.schema().links().to(first.identity());
      boolean composes = same.stream().anyMatch(one -> one.participant() == participant);
      if (link != null
          && !composes
          && link.imports().containsValue("@" + first.original())
          && !link.localDirective(first.original()).equals(first.name())) {
        different.add(link.use().place());
      }
    }
    if (!different.isEmpty()) {
      problems.hint(
          Severity.WARN,
          "DIRECTIVE_COMPOSITION_WARN",
          "@" + first.name(),
          different,
          "@%s has another name in subgraphs that do not compose it: they could not compose it later on."
              .formatted(first.name()));
    }
  }

  private SequencedMap<String, ComposedDirectives.Composed> composed(
      SequencedMap<String, Link> newest, Set<String> refused) {
    SequencedMap<String, ComposedDirectives.Composed> composed = new LinkedHashMap<>();
    by(Request::name)
        .forEach(
            (name, same) -> {
              Request first = same.getFirst();
              Link link = newest.get(first.identity());
              if (link == null || refused.contains(name)) {
                return;
              }
              DirectiveDefinitionNode definition = definition(first, link);
              if (definition == null) {
                error(
                    same,
                    "@%s is not defined in any subgraph that links to %s, the newest version composed: define it there."
                        .formatted(name, link.feature()));
                return;
              }
              Set<Participant> sources = new LinkedHashSet<>();
              same.forEach(one -> sources.add(one.participant()));
              composed.put(
                  name,
                  new ComposedDirectives.Composed(
                      name, first.original(), link.feature(), definition, sources));
            });
    return composed;
  }

  /** The definition that goes with the newest version, whatever its subgraph calls it. */
  private @Nullable DirectiveDefinitionNode definition(Request request, Link newest) {
    for (Participant participant : participants.reversed()) {
      Link link = participant.schema().links().to(request.identity());
      if (link != null && link.feature().equals(newest.feature())) {
        DirectiveDefinitionNode found =
            participant.schema().directives().get(link.localDirective(request.original()));
        if (found != null) {
          return new DirectiveDefinitionNode(
              request.name(),
              found.description(),
              found.arguments(),
              found.repeatable(),
              found.locations(),
              found.place());
        }
      }
    }
    return null;
  }

  private void error(DirectiveNode use, String message) {
    problems.error(CODE, "", use.place(), message);
  }

  private void error(List<Request> requests, String message) {
    problems.error(CODE, "", requests.stream().map(one -> one.use().place()).toList(), message);
  }
}
