package dev.tributary.openapi;

import dev.tributary.openapi.RestType.ListOf;
import dev.tributary.openapi.RestType.ObjectRef;
import dev.tributary.openapi.RestType.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Entities, batches and relations that a document looks like having. They are written as a mapping
 * has them, and hold only when they stand in one.
 */
final class Proposals {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
  private static final List<String> WORDS =
      List.of("true", "false", "null", "yes", "no", "on", "off");

  private final RestTypes types;
  private final OperationIndex index;
  private final List<RestOperation> operations;
  private final SortedMap<String, Entity> entities = new TreeMap<>();

  private record Entity(String key, RestOperation lookup, @Nullable Batch batch) {}

  private record Batch(RestOperation operation, String parameter, @Nullable String items) {}

  private Proposals(RestTypes types, OperationIndex index, List<RestOperation> operations) {
    this.types = types;
    this.index = index;
    this.operations = operations;
  }

  /**
   * YAML, or nothing when there is nothing to propose.
   *
   * @param known what the mapping says of entities and relations already
   * @param withoutLookup entities of the mapping that nothing can lead to
   */
  static String of(
      RestTypes types,
      OperationIndex index,
      List<RestOperation> operations,
      Set<String> known,
      Set<String> withoutLookup) {
    Proposals proposals = new Proposals(types, index, operations);
    proposals.findEntities();
    proposals.entities.keySet().removeAll(withoutLookup);
    return proposals.text(known);
  }

  private void findEntities() {
    for (RestOperation operation : operations) {
      if (operation.method().equals("GET") && operation.result() instanceof ObjectRef type) {
        RestArgument parameter = onlyParameter(operation);
        Optional<RestField> key = Optional.ofNullable(parameter).flatMap(p -> key(type, p));
        if (parameter != null && key.isPresent()) {
          String name = key.get().wireName();
          entities.putIfAbsent(
              type.name(), new Entity(name, operation, batch(type, name, parameter)));
        }
      }
    }
  }

  /** The path's parameter, if nothing else must be given. */
  private static @Nullable RestArgument onlyParameter(RestOperation operation) {
    List<RestArgument> needed =
        operation.arguments().stream().filter(a -> a.in().isPath() || a.nonNull()).toList();
    boolean only =
        needed.size() == 1
            && needed.getFirst().in().isPath()
            && needed.getFirst().type() instanceof Scalar;
    return only ? needed.getFirst() : null;
  }

  private Optional<RestField> key(ObjectRef type, RestArgument parameter) {
    String wire = parameter.wireName();
    List<RestField> fields =
        types.object(type).fields().stream()
            .filter(f -> f.type() instanceof Scalar && !f.type().equals(RestType.JSON))
            .toList();
    return fields.stream()
        .filter(f -> f.wireName().equals(wire))
        .findFirst()
        .or(
            () ->
                wire.matches("(.*[a-z])?I[dD]|(.*[_-])?id")
                    ? fields.stream().filter(f -> f.wireName().equals("id")).findFirst()
                    : Optional.empty());
  }

  private @Nullable Batch batch(ObjectRef type, String key, RestArgument parameter) {
    List<String> plurals =
        List.of(key + "s", parameter.wireName() + "s", key, parameter.wireName());
    for (RestOperation operation : operations) {
      String items = items(operation, type);
      if (items == null || !operation.method().equals("GET")) {
        continue;
      }
      for (RestArgument argument : operation.arguments()) {
        boolean others = operation.arguments().stream().anyMatch(a -> a != argument && a.nonNull());
        if (!others && argument.type() instanceof ListOf && plurals.contains(argument.wireName())) {
          return new Batch(operation, argument.wireName(), items.isEmpty() ? null : items);
        }
      }
    }
    return null;
  }

  /** The property that has the list, or "" when the answer is the list; null for none. */
  private @Nullable String items(RestOperation operation, ObjectRef type) {
    RestType list = new ListOf(type);
    if (list.equals(operation.result())) {
      return "";
    }
    if (!(operation.result() instanceof ObjectRef wrapper)) {
      return null;
    }
    List<RestField> lists =
        types.object(wrapper).fields().stream().filter(f -> f.type().equals(list)).toList();
    return lists.size() == 1 ? lists.getFirst().wireName() : null;
  }

  private String text(Set<String> known) {
    List<String> lines = new ArrayList<>();
    entities.forEach(
        (type, entity) -> {
          if (!known.contains(type)) {
            lines.add("  " + type + ":");
            lines.add("    key: " + word(entity.key()));
            lines.add("    lookup: " + name(entity.lookup()));
            Batch batch = entity.batch();
            if (batch != null) {
              lines.add(
                  "    batch: { operation: %s, parameter: %s%s }"
                      .formatted(
                          name(batch.operation()),
                          word(batch.parameter()),
                          batch.items() == null ? "" : ", items: " + word(batch.items())));
            }
          }
        });
    if (!lines.isEmpty()) {
      lines.addFirst("entities:");
    }
    List<String> relations = relations(known);
    if (!relations.isEmpty()) {
      lines.add("relations:");
      lines.addAll(relations);
    }
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  private List<String> relations(Set<String> known) {
    List<String> lines = new ArrayList<>();
    for (RestObject object : types.objects().values()) {
      if (object.input()) {
        continue;
      }
      for (RestField field : object.fields()) {
        for (String type : entities.keySet()) {
          String name = relation(object, field, type);
          if (name != null && !known.contains(object.name() + "." + name)) {
            String key = Objects.requireNonNull(entities.get(type)).key();
            lines.add(
                "  %s.%s: { to: %s, from: { %s: %s } }"
                    .formatted(object.name(), name, type, word(key), word(field.wireName())));
          }
        }
      }
    }
    return lines;
  }

  /** What a field would be called that leads from this one to an entity; null when it does not. */
  private @Nullable String relation(RestObject object, RestField field, String type) {
    if (!(field.type() instanceof Scalar scalar)
        || !List.of("ID", "String", "Int", "Long", "UUID").contains(scalar.name())) {
      return null;
    }
    String key = Objects.requireNonNull(entities.get(type)).key();
    Matcher matcher = Pattern.compile("(?i)(.+?)_?" + Pattern.quote(key)).matcher(field.wireName());
    if (!matcher.matches() || !Names.pascalCase(matcher.group(1)).equals(type)) {
      return null;
    }
    String name =
        matcher.group(1).substring(0, 1).toLowerCase(Locale.ROOT) + matcher.group(1).substring(1);
    boolean taken = object.fields().stream().anyMatch(f -> f.name().equals(name));
    return taken || !Names.isPlain(name) ? null : name;
  }

  private String name(RestOperation operation) {
    OperationIndex.Entry entry = index.of(operation);
    return word(entry.id().isEmpty() ? entry.method() + " " + entry.path() : entry.id());
  }

  private static String word(String text) {
    return PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT))
        ? text
        : Mappings.string(text);
  }
}
