package dev.tributary.gateway;

import dev.tributary.gateway.ServiceConfig.AnswerHeaderConfig;
import dev.tributary.gateway.ServiceConfig.Merging;
import dev.tributary.gateway.ServiceConfig.RequestHeaderConfig;
import dev.tributary.upstream.HeaderNames;
import dev.tributary.upstream.Propagation;
import dev.tributary.upstream.Propagation.AnswerRule;
import dev.tributary.upstream.Propagation.Merge;
import dev.tributary.upstream.Propagation.RequestRule;
import dev.tributary.upstream.ValueTemplate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a service's configured rules for header fields come to. */
final class PropagationRules {
  private PropagationRules() {}

  /**
   * @param service completed by the defaults
   * @param credentials header fields by which clients show who they are, lower case
   * @throws IllegalArgumentException saying which rule is not one
   */
  static Propagation of(ServiceConfig service, Set<String> credentials) {
    Map<String, ValueTemplate> extensions = new TreeMap<>();
    or(service.bodyExtensions(), Map.<String, String>of())
        .forEach((name, value) -> extensions.put(name, ValueTemplate.parse(value)));
    return new Propagation(
        or(service.requestHeaders(), List.<RequestHeaderConfig>of()).stream()
            .map(PropagationRules::request)
            .toList(),
        or(service.answerHeaders(), List.<AnswerHeaderConfig>of()).stream()
            .map(PropagationRules::answer)
            .toList(),
        extensions,
        credentials);
  }

  private static <T> T or(@Nullable T own, T other) {
    return Objects.requireNonNullElse(own, other);
  }

  private static RequestRule request(RequestHeaderConfig rule) {
    requireOne("requestHeaders", rule.forward(), rule.set(), rule.drop());
    if (rule.forward() != null) {
      requireNone("requestHeaders: forward takes no value", rule.value());
      return new RequestRule.Forward(
          HeaderNames.parse(rule.forward()), name(rule.as()), rule.otherwise());
    }
    requireNone("requestHeaders: only forward takes as and otherwise", rule.as(), rule.otherwise());
    if (rule.set() != null) {
      return new RequestRule.Set(
          HeaderNames.name(rule.set()), ValueTemplate.parse(value(rule.value(), rule.set())));
    }
    requireNone("requestHeaders: drop takes no value", rule.value());
    return new RequestRule.Drop(HeaderNames.parse(Objects.requireNonNull(rule.drop())));
  }

  private static AnswerRule answer(AnswerHeaderConfig rule) {
    requireOne("answerHeaders", rule.forward(), rule.set(), rule.drop());
    if (rule.forward() != null) {
      requireNone("answerHeaders: forward takes no value", rule.value());
      HeaderNames names = HeaderNames.parse(rule.forward());
      return new AnswerRule.Forward(names, name(rule.as()), merge(rule.merge(), rule.forward()));
    }
    requireNone(
        "answerHeaders: only forward takes as and merge",
        rule.as(),
        rule.merge() == null ? null : rule.merge().name());
    if (rule.set() != null) {
      return new AnswerRule.Set(HeaderNames.name(rule.set()), value(rule.value(), rule.set()));
    }
    requireNone("answerHeaders: drop takes no value", rule.value());
    return new AnswerRule.Drop(HeaderNames.parse(Objects.requireNonNull(rule.drop())));
  }

  private static Merge merge(@Nullable Merging merging, String forward) {
    return switch (merging) {
      case first -> Merge.FIRST;
      case last -> Merge.LAST;
      case append -> Merge.APPEND;
      case all -> Merge.ALL;
      case restrictive -> Merge.RESTRICTIVE;
      case null ->
          switch (forward.toLowerCase(Locale.ROOT)) {
            case "cache-control" -> Merge.RESTRICTIVE;
            case "set-cookie" -> Merge.ALL;
            default -> Merge.LAST;
          };
    };
  }

  private static @Nullable String name(@Nullable String text) {
    return text == null ? null : HeaderNames.name(text);
  }

  private static String value(@Nullable String value, String name) {
    if (value == null) {
      throw new IllegalArgumentException("the rule that sets " + name + " needs a value");
    }
    return value;
  }

  private static void requireOne(String list, @Nullable String... kinds) {
    if (Stream.of(kinds).filter(Objects::nonNull).count() != 1) {
      throw new IllegalArgumentException("a rule of " + list + " has one of forward, set and drop");
    }
  }

  private static void requireNone(String message, @Nullable String... settings) {
    if (Stream.of(settings).anyMatch(Objects::nonNull)) {
      throw new IllegalArgumentException(message);
    }
  }

  /** How long an answer holds is known only when every service is listened to. */
  static void misplaced(Map<String, ServiceConfig> services, Map<String, String> problems) {
    services.forEach(
        (name, service) -> {
          boolean cache =
              or(service.answerHeaders(), List.<AnswerHeaderConfig>of()).stream()
                  .anyMatch(rule -> "cache-control".equalsIgnoreCase(rule.forward()));
          if (cache) {
            problems.put(
                "services." + name,
                "cache-control is passed on for all services or none: put it in serviceDefaults");
          }
        });
  }
}
