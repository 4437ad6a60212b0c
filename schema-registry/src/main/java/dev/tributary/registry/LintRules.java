package dev.tributary.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.check.LintRule;
import dev.tributary.check.LintRule.Level;
import dev.tributary.check.SchemaLint;
import dev.tributary.compose.CompositionError;
import dev.tributary.compose.Hint;
import dev.tributary.registry.Problem.Codes;
import dev.tributary.subgraph.SubgraphSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A graph's lint rules.
 *
 * @param levels rules that are not there are off
 */
record LintRules(Map<LintRule, Level> levels) {

  static final LintRules NONE = new LintRules(Map.of());

  LintRules {
    levels = Map.copyOf(levels);
  }

  /** What was found in the schemas of a change, by what becomes of it. */
  record Verdict(List<CompositionError> errors, List<Hint> hints) {
    static final Verdict NOTHING = new Verdict(List.of(), List.of());
  }

  boolean areOff() {
    return levels.values().stream().allMatch(level -> level == Level.OFF);
  }

  Verdict of(List<SubgraphSource> sources) {
    List<CompositionError> errors = new ArrayList<>();
    List<Hint> hints = new ArrayList<>();
    for (SubgraphSource source : sources) {
      for (SchemaLint.Finding found : SchemaLint.of(source, levels)) {
        if (levels.get(found.rule()) == Level.ERROR) {
          errors.add(
              new CompositionError(
                  found.code(), found.message(), found.coordinate(), List.of(found.location())));
        } else {
          hints.add(
              new Hint(
                  found.code(),
                  Hint.Level.WARN,
                  found.message(),
                  found.coordinate(),
                  List.of(found.location())));
        }
      }
    }
    return new Verdict(errors, hints);
  }

  /** Reads {@code {"rules": {"RULE": "warn"}}}. */
  static LintRules of(JsonNode json) throws UnreadableRequestException {
    ChangeSetReader.members(json, Set.of("rules"), "The body");
    Map<LintRule, Level> levels = new EnumMap<>(LintRule.class);
    for (var rule : json.path("rules").properties()) {
      try {
        levels.put(
            LintRule.valueOf(rule.getKey()),
            Level.valueOf(rule.getValue().asText().toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw new UnreadableRequestException(
            new Problem(
                400,
                Codes.INVALID_BODY,
                "'rules' names rules with off, warn or error each; there are %s."
                    .formatted(List.of(LintRule.values()))));
      }
    }
    return new LintRules(levels);
  }

  /** As the store keeps them. */
  static LintRules stored(String json) {
    try {
      return of(RegistryJson.parse(json));
    } catch (JsonProcessingException | UnreadableRequestException e) {
      throw new RegistryStoreException("stored lint rules cannot be read", e);
    }
  }

  /** All rules, those that are off too. */
  ObjectNode json() {
    ObjectNode json = RegistryJson.object();
    ObjectNode rules = json.putObject("rules");
    for (LintRule rule : LintRule.values()) {
      rules.put(rule.name(), levels.getOrDefault(rule, Level.OFF).name().toLowerCase(Locale.ROOT));
    }
    return json;
  }
}
