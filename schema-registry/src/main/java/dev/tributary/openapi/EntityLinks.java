package dev.tributary.openapi;

import dev.tributary.openapi.Customisation.Batch;
import dev.tributary.openapi.Customisation.Entity;
import dev.tributary.openapi.Customisation.Relation;
import dev.tributary.openapi.OperationIndex.Entry;
import dev.tributary.openapi.RestArgument.In;
import dev.tributary.openapi.RestType.ListOf;
import dev.tributary.openapi.RestType.ObjectRef;
import dev.tributary.openapi.RestType.Scalar;
import dev.tributary.openapi.Settings.Problems;
import dev.tributary.openapi.Settings.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes connectors of the entities and relations that a customisation names. */
final class EntityLinks {

  private final Customisation customisation;
  private final TypeChanges names;
  private final RestTypes types;
  private final OperationIndex index;
  private final Problems problems;
  private final RestLinks links = new RestLinks();

  /** How one entity is found by values that stand for the properties of its key. */
  private record Found(Entity entity, String type, Map<String, RestField> key) {}

  private final Map<String, Found> found = new HashMap<>();

  EntityLinks(
      Customisation customisation,
      TypeChanges names,
      RestTypes types,
      OperationIndex index,
      Problems problems) {
    this.customisation = customisation;
    this.names = names;
    this.types = types;
    this.index = index;
    this.problems = problems;
  }

  /** All of them; keys become non-null and of type ID, if the customisation says nothing else. */
  RestLinks links() {
    customisation.entities().forEach(this::key);
    customisation.entities().forEach(this::entity);
    customisation.relations().forEach(this::relation);
    return links;
  }

  private void key(Entity entity) {
    String name = names.nameOf(entity.type());
    RestObject object = name == null ? null : types.objects().get(name);
    if (name == null || object == null) {
      if (name != null) {
        problems.add(entity.type().line(), entity.type().text() + " is no object");
      }
      return;
    }
    if (entity.key().isEmpty()) {
      problems.add(entity.type().line(), "'key' is missing");
    }
    Map<String, RestField> key = new LinkedHashMap<>();
    List<RestField> fields = new ArrayList<>(object.fields());
    for (Word property : entity.key()) {
      RestField field = field(object, property);
      if (field == null) {
        continue;
      }
      boolean chosen = hasType(List.of(name, entity.type().text()), property);
      RestField mine = (chosen ? field : field.withType(new Scalar("ID"))).withNonNull(true);
      fields.set(fields.indexOf(field), mine);
      key.put(mine.wireName(), mine);
    }
    types.objects().put(name, object.withFields(fields));
    if (key.size() == entity.key().size() && !key.isEmpty()) {
      found.put(name, new Found(entity, name, key));
    }
  }

  /** Whether the customisation says which scalar a property is. */
  private boolean hasType(List<String> type, Word property) {
    return customisation.types().stream()
        .filter(change -> type.contains(change.type().text()))
        .flatMap(change -> change.fields().stream())
        .anyMatch(c -> c.property().text().equals(property.text()) && c.type() != null);
  }

  private @Nullable RestField field(RestObject object, Word property) {
    for (RestField field : object.fields()) {
      if (field.wireName().equals(property.text())) {
        if (field.type() instanceof Scalar scalar && !scalar.equals(RestType.JSON)) {
          return field;
        }
        problems.add(property.line(), "'" + property.text() + "' is not a single value");
        return null;
      }
    }
    problems.add(property.line(), object.name() + " has no property '" + property.text() + "'");
    return null;
  }

  private void entity(Entity entity) {
    String name = names.nameOf(entity.type());
    Found one = name == null ? null : found.get(name);
    if (one == null) {
      return;
    }
    if (entity.batch() == null && entity.lookup() == null) {
      problems.add(entity.type().line(), "an entity needs a 'lookup' or a 'batch'");
      return;
    }
    RestCall call =
        entity.batch() == null ? single(one, bindings(one, "$this.")) : many(one, entity.batch());
    if (call != null) {
      List<String> key = one.key().values().stream().map(RestField::name).toList();
      links.entities().put(one.type(), new RestLinks.Entity(key, call));
    }
    if (entity.batch() != null && entity.lookup() != null) {
      // Its look-up is for relations; what is wrong with it is to be said anyway.
      single(one, bindings(one, "$this."));
    }
  }

  private static Map<String, String> bindings(Found one, String before) {
    Map<String, String> bindings = new LinkedHashMap<>();
    one.key().forEach((wire, field) -> bindings.put(wire, before + field.name()));
    return bindings;
  }

  /**
   * @param values mappings, by property of the key
   */
  private @Nullable RestCall single(Found one, Map<String, String> values) {
    Word lookup = Objects.requireNonNull(one.entity().lookup());
    RestOperation operation = operation(lookup);
    if (operation == null) {
      return null;
    }
    if (!new ObjectRef(one.type()).equals(operation.result())) {
      problems.add(lookup.line(), "'" + lookup.text() + "' does not answer with one " + one.type());
      return null;
    }
    Map<String, String> bindings = new LinkedHashMap<>();
    for (var pair : one.entity().parameters().entrySet()) {
      String value = values.get(pair.getValue().text());
      if (value == null) {
        problems.add(pair.getValue().line(), "the key has no '" + pair.getValue().text() + "'");
      } else if (argument(operation, pair.getKey().text()) == null) {
        problems.add(
            pair.getKey().line(),
            "'" + lookup.text() + "' has no parameter '" + pair.getKey().text() + "'");
      } else {
        bindings.put(pair.getKey().text(), value);
      }
    }
    List<RestArgument> open = new ArrayList<>();
    for (RestArgument argument : operation.arguments()) {
      boolean needed = argument.in().isPath() || argument.nonNull();
      if (needed && !bindings.containsKey(argument.wireName())) {
        open.add(argument);
      }
    }
    for (RestArgument argument : open) {
      String value = values.get(argument.wireName());
      if (value == null && open.size() == 1 && values.size() == 1) {
        value = values.values().iterator().next();
      }
      if (value == null || argument.in().isBody()) {
        problems.add(
            lookup.line(),
            "nothing says what the parameter '"
                + argument.wireName()
                + "' is: name it in"
                + " 'parameters'");
        return null;
      }
      bindings.put(argument.wireName(), value);
    }
    if (bindings.isEmpty()) {
      problems.add(lookup.line(), "'" + lookup.text() + "' takes no key: name it in 'parameters'");
      return null;
    }
    return new RestCall(operation, bindings, null, "$", new ObjectRef(one.type()));
  }

  private static @Nullable RestArgument argument(RestOperation operation, String wire) {
    return operation.arguments().stream()
        .filter(a -> a.wireName().equals(wire))
        .findFirst()
        .orElse(null);
  }

  private @Nullable RestCall many(Found one, Batch batch) {
    RestOperation operation = operation(batch.operation());
    if (operation == null) {
      return null;
    }
    String at = items(one, batch, operation);
    if (at == null) {
      return null;
    }
    if (one.key().size() != 1) {
      problems.add(batch.operation().line(), "a batch is by a key of one property");
      return null;
    }
    String value = "$batch." + one.key().values().iterator().next().name();
    String parameter = parameter(batch, operation);
    if (parameter == null) {
      return null;
    }
    Integer size =
        batch.size() == null ? BatchBounds.of(index.of(operation), parameter) : batch.size();
    return new RestCall(
        operation, Map.of(parameter, value), size, at, new ListOf(new ObjectRef(one.type())));
  }

  /** Where the list is in the answer. */
  private @Nullable String items(Found one, Batch batch, RestOperation operation) {
    RestType list = new ListOf(new ObjectRef(one.type()));
    if (batch.items() == null && list.equals(operation.result())) {
      return "$";
    }
    List<RestField> fields = new ArrayList<>();
    if (operation.result() instanceof ObjectRef wrapper) {
      types.object(wrapper).fields().stream()
          .filter(f -> f.type().equals(list))
          .filter(f -> batch.items() == null || f.wireName().equals(batch.items().text()))
          .forEach(fields::add);
    }
    if (fields.size() != 1) {
      Word word = batch.items() == null ? batch.operation() : batch.items();
      problems.add(word.line(), "'" + word.text() + "' is no list of " + one.type());
      return null;
    }
    return Mappings.path("$", fields.getFirst().wireName());
  }

  private @Nullable String parameter(Batch batch, RestOperation operation) {
    List<String> lists = new ArrayList<>();
    List<String> required = new ArrayList<>();
    for (RestArgument argument : operation.arguments()) {
      if (argument.in() == In.JSON_BODY && argument.type() instanceof ObjectRef body) {
        for (RestField field : types.object(body).fields()) {
          if (field.type() instanceof ListOf) {
            lists.add(field.wireName());
          }
          if (field.nonNull()) {
            required.add(field.wireName());
          }
        }
        continue;
      }
      boolean query = argument.in().name().startsWith("QUERY");
      if (query && argument.type() instanceof ListOf) {
        lists.add(argument.wireName());
      }
      if (argument.nonNull()) {
        required.add(argument.wireName());
      }
    }
    Word word = batch.parameter();
    String parameter = word != null ? word.text() : lists.size() == 1 ? lists.getFirst() : null;
    Word place = word == null ? batch.operation() : word;
    if (parameter == null || !lists.contains(parameter)) {
      problems.add(
          place.line(),
          word == null
              ? "name the 'parameter' that takes the keys: " + String.join(", ", lists)
              : "'" + word.text() + "' takes no list");
      return null;
    }
    required.remove(parameter);
    if (!required.isEmpty()) {
      problems.add(place.line(), "a batch would also have to give " + String.join(", ", required));
      return null;
    }
    return parameter;
  }

  private @Nullable RestOperation operation(Word word) {
    Entry entry = index.find(word.text());
    if (entry == null) {
      problems.add(word.line(), "the document has no operation '" + word.text() + "'");
      return null;
    }
    if (entry.imported() == null) {
      problems.add(word.line(), "'" + word.text() + "' cannot be imported: see the report");
    }
    return entry.imported();
  }

  private void relation(Relation relation) {
    if (relation.type().text().isEmpty() || relation.to().text().isEmpty()) {
      return;
    }
    String owner = names.nameOf(relation.type());
    String target = names.nameOf(relation.to());
    RestObject object = owner == null ? null : types.objects().get(owner);
    if (owner == null || target == null || object == null) {
      return;
    }
    Word name = relation.field();
    if (!Names.isPlain(name.text())
        || object.fields().stream().anyMatch(f -> f.name().equals(name.text()))) {
      problems.add(
          name.line(), "'" + name.text() + "' is no name, or a field of " + owner + " already");
      return;
    }
    Found one = found.get(target);
    if (one == null || one.entity().lookup() == null) {
      problems.add(
          relation.to().line(),
          relation.to().text() + " is no entity with a 'lookup' here: add it to 'entities'");
      return;
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (var pair : relation.from().entrySet()) {
      RestField field = field(object, pair.getValue());
      if (!one.key().containsKey(pair.getKey().text())) {
        problems.add(pair.getKey().line(), "the key has no '" + pair.getKey().text() + "'");
      } else if (field != null) {
        values.put(pair.getKey().text(), "$this." + field.name());
      }
    }
    if (!values.keySet().containsAll(one.key().keySet())) {
      problems.add(name.line(), "'from' must say what the key of " + target + " is");
      return;
    }
    RestCall call = single(one, values);
    if (call != null) {
      links.add(owner, new RestLinks.Relation(name.text(), new ObjectRef(target), call));
    }
  }
}
