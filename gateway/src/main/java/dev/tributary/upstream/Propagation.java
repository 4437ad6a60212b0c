package dev.tributary.upstream;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What passes between clients and one service besides the operation. Nothing does that no rule
 * names.
 *
 * @param requests rules for header fields to the service, applied in order; a later one replaces
 *     what earlier ones put under the same name
 * @param answers rules for header fields of the service's answers to the client
 * @param extensions members of the {@code extensions} of each request to the service
 * @param credentials names of header fields by which clients show who they are here, lower case: no
 *     pattern takes them
 */
public record Propagation(
    List<RequestRule> requests,
    List<AnswerRule> answers,
    Map<String, ValueTemplate> extensions,
    Set<String> credentials) {

  public static final Propagation NONE = new Propagation(List.of(), List.of(), Map.of(), Set.of());

  /** Fields of our own answers that no service has a say in. */
  private static final Set<String> OURS =
      Set.of(
          "strict-transport-security",
          "content-security-policy",
          "content-security-policy-report-only",
          "x-content-type-options",
          "x-frame-options",
          "referrer-policy",
          "vary",
          "date",
          "server",
          "alt-svc",
          "ratelimit",
          "ratelimit-policy",
          "location",
          "refresh");

  /** What becomes of header fields on the way to a service. */
  public sealed interface RequestRule {

    /**
     * The client's are passed on.
     *
     * @param as under this name; null for their own
     * @param otherwise the value when the client sends none; null for none
     */
    record Forward(HeaderNames names, @Nullable String as, @Nullable String otherwise)
        implements RequestRule {
      public Forward {
        if (names instanceof HeaderNames.Matching && (as != null || otherwise != null)) {
          throw new IllegalArgumentException("a pattern has no other name and no default");
        }
        refuseOfConnection(names, as);
        if (otherwise != null && !ValueTemplate.canStandInHeader(otherwise)) {
          throw new IllegalArgumentException("the default cannot stand in a header field");
        }
      }
    }

    /** One is set, in place of what earlier rules put there. Without a value, there is none. */
    record Set(String name, ValueTemplate value) implements RequestRule {
      public Set {
        refuseOfConnection(new HeaderNames.One(name), null);
      }
    }

    /** What earlier rules put there is taken out again. */
    record Drop(HeaderNames names) implements RequestRule {}
  }

  /** What becomes of header fields on the way back. */
  public sealed interface AnswerRule {

    /**
     * The service's are passed on.
     *
     * @param as under this name; null for their own
     */
    record Forward(HeaderNames names, @Nullable String as, Merge merge) implements AnswerRule {
      public Forward {
        if (names instanceof HeaderNames.Matching && as != null) {
          throw new IllegalArgumentException("a pattern has no other name");
        }
        refuseOfConnection(names, as);
        for (String name : List.of(as == null ? "" : as, HeaderNames.exact(names))) {
          if (!isForClients(name)) {
            throw new IllegalArgumentException("never passed on to clients: " + name);
          }
        }
        boolean cache = HeaderNames.exact(names).equals("cache-control");
        if ((merge == Merge.RESTRICTIVE) != cache || (cache && as != null)) {
          throw new IllegalArgumentException(
              "restrictive is how cache-control is merged, and nothing else is");
        }
      }
    }

    /** One is set when the service has answered. */
    record Set(String name, String value) implements AnswerRule {
      public Set {
        refuseOfConnection(new HeaderNames.One(name), null);
        if (!isForClients(name) || name.equals("cache-control")) {
          throw new IllegalArgumentException("never passed on to clients: " + name);
        }
        if (!ValueTemplate.canStandInHeader(value)) {
          throw new IllegalArgumentException("the value cannot stand in a header field");
        }
      }
    }

    /** The service's are not passed on, whatever later rules say. */
    record Drop(HeaderNames names) implements AnswerRule {}
  }

  /** What is done with a field that several answers have. */
  public enum Merge {
    /** The one that came first stays. */
    FIRST,
    /** The one that came last stays. */
    LAST,
    /** One field, values with commas between. */
    APPEND,
    /** Each stays a field of its own. */
    ALL,
    /** For {@code Cache-Control}: nothing is kept longer than each answer allows. */
    RESTRICTIVE
  }

  public Propagation {
    requests = List.copyOf(requests);
    answers = List.copyOf(answers);
    extensions = Map.copyOf(extensions);
    credentials = Set.copyOf(credentials);
  }

  static boolean isForClients(String name) {
    return !OURS.contains(name)
        && !name.startsWith("access-control-")
        && !name.startsWith("cross-origin-");
  }

  /**
   * Whether two requests may have one answer: not when it may bring a cookie, which is for one
   * client alone.
   */
  boolean mayShareAnswers() {
    return answers.stream()
        .noneMatch(
            rule ->
                rule instanceof AnswerRule.Forward(HeaderNames names, String as, Merge merge)
                    && (HeaderNames.CREDENTIALS.contains(HeaderNames.exact(names))
                        || "set-cookie".equals(as)));
  }

  private static void refuseOfConnection(HeaderNames names, @Nullable String as) {
    for (String name : List.of(as == null ? "" : as, HeaderNames.exact(names))) {
      if (HeaderNames.OF_A_CONNECTION.contains(name)) {
        throw new IllegalArgumentException("never forwarded: " + name);
      }
    }
  }
}
