package dev.tributary.openapi;

import dev.tributary.openapi.RestType.EnumRef;
import dev.tributary.openapi.RestType.ListOf;
import dev.tributary.openapi.RestType.ObjectRef;
import dev.tributary.openapi.RestType.Scalar;
import dev.tributary.openapi.RestType.UnionRef;
import dev.tributary.openapi.RestUnion.Member;
import io.swagger.v3.oas.models.media.Discriminator;
import io.swagger.v3.oas.models.media.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes unions of {@code oneOf}, {@code anyOf}, of children of a parent, and of several answers.
 */
final class UnionImporter {

  private static final int LONGEST_NAME = 60;
  private static final int MOST_IN_NAME = 3;

  /** What a union's members are told apart by where no discriminator is declared. */
  private static final List<String> USUAL_DISCRIMINATORS = List.of("object", "type", "kind");

  private final Components components;
  private final TypeImporter importer;
  private final RestTypes types;
  private final Map<String, String> wrappers = new HashMap<>();
  private final Map<String, List<String>> children = new HashMap<>();

  UnionImporter(Components components, TypeImporter importer, RestTypes types) {
    this.components = components;
    this.importer = importer;
    this.types = types;
    for (String name : new TreeSet<>(components.schemaNames())) {
      for (String parent : components.parents(name)) {
        children.computeIfAbsent(parent, unused -> new ArrayList<>()).add(name);
      }
    }
  }

  /**
   * A schema that a value may be of.
   *
   * @param component its name, when it has one
   * @param status of the answer that it stands in; null for none
   */
  record Alternative(
      Schema<?> schema, @Nullable String component, SchemaForm form, @Nullable String status) {}

  /** The components that say that they are a component which has a discriminator. */
  List<String> childrenOf(String component) {
    return children.getOrDefault(component, List.of());
  }

  /** Alternatives of alternatives are alternatives. */
  List<Alternative> flat(List<Schema<?>> schemas, @Nullable String status, String pointer) {
    List<Alternative> flat = new ArrayList<>();
    addFlat(schemas, status, pointer, new HashSet<>(), flat);
    return flat;
  }

  private void addFlat(
      List<Schema<?>> schemas,
      @Nullable String status,
      String pointer,
      Set<String> seen,
      List<Alternative> into) {
    for (Schema<?> schema : schemas) {
      String component = components.target(schema);
      if (component != null && !seen.add(component)) {
        continue;
      }
      SchemaForm form = components.form(schema, pointer);
      if (!form.alternatives.isEmpty() && form.properties.isEmpty() && form.values.isEmpty()) {
        addFlat(form.alternatives, status, pointer, seen, into);
      } else {
        into.add(new Alternative(schema, component, form, status));
      }
    }
  }

  /**
   * The type of a value that may be of any of these.
   *
   * @param name of the union, when its members' names make none
   * @param own whether the name is taken for it
   * @param said what declares a discriminator; null for none
   * @return null when there is no such type in GraphQL
   */
  @Nullable RestType type(
      List<Alternative> given,
      String name,
      boolean own,
      @Nullable SchemaForm said,
      boolean input,
      String pointer) {
    List<Alternative> alternatives = new ArrayList<>(given);
    if (input) {
      // An empty text in place of an object takes it away, as null does.
      alternatives.removeIf(a -> a.form().values.equals(List.of("")) && given.size() > 1);
    }
    if (alternatives.stream().anyMatch(a -> isAnything(a.form()))) {
      return null;
    }
    List<Alternative> objects =
        alternatives.stream()
            .filter(a -> a.form().type().equals("object") && !a.form().properties.isEmpty())
            .toList();
    if (objects.isEmpty()) {
      return alternatives.stream().anyMatch(a -> a.form().type().equals("object"))
          ? null
          : plain(alternatives, name, input, pointer);
    }
    List<Member> members = new ArrayList<>();
    String discriminator = discriminator(said, objects);
    Set<String> common = commonlyRequired(objects);
    for (Alternative object : objects) {
      RestType type = importer.type(object.schema(), inlineName(name, object), input, pointer);
      if (type instanceof UnionRef(String nested)
          && types.unions().get(nested) instanceof RestUnion union
          && Objects.equals(union.discriminator(), discriminator)) {
        members.addAll(union.members());
        continue;
      }
      if (!(type instanceof ObjectRef)) {
        return null;
      }
      Set<String> required = new LinkedHashSet<>(object.form().required);
      required.retainAll(object.form().properties.keySet());
      required.removeAll(common);
      members.add(
          new Member(
              "",
              type,
              discriminator == null ? List.of() : values(said, discriminator, object),
              List.copyOf(required),
              null,
              object.status() == null ? List.of() : List.of(object.status())));
    }
    if (!addWrapped(alternatives, name, input, pointer, members)) {
      return null;
    }
    List<Member> distinct = distinct(members);
    if (distinct.size() == 1) {
      return distinct.getFirst().kind() == null ? distinct.getFirst().type() : null;
    }
    return union(name, own, said, input, discriminator, distinct);
  }

  /**
   * The type of a value that says that it is a component, and may be one of its children.
   *
   * @param base the component's own properties
   * @return null when there is no such type in GraphQL
   */
  @Nullable RestType inherited(
      String component,
      List<String> children,
      RestType base,
      String name,
      SchemaForm said,
      boolean input,
      String pointer) {
    String discriminator = said.discriminator == null ? null : said.discriminator.getPropertyName();
    if (!(base instanceof ObjectRef) || discriminator == null) {
      return null;
    }
    List<Member> members = new ArrayList<>();
    for (String child : children) {
      Schema<?> schema = new Schema<>();
      schema.set$ref("#/components/schemas/" + child.replace("~", "~0").replace("/", "~1"));
      Alternative alternative =
          new Alternative(schema, child, components.form(schema, pointer), null);
      RestType type = importer.type(schema, child, input, pointer);
      if (!(type instanceof ObjectRef)) {
        continue; // A parent itself: its children are among these.
      }
      members.add(
          new Member(
              "", type, values(said, discriminator, alternative), List.of(), null, List.of()));
    }
    // What is none of these has the properties that they share.
    members.add(new Member("", base, List.of(), List.of(), null, List.of()));
    return union(name, true, said, input, discriminator, members);
  }

  private static boolean isAnything(SchemaForm form) {
    return form.type().isEmpty() && form.values.isEmpty();
  }

  private static String inlineName(String name, Alternative alternative) {
    String title = alternative.form().title;
    return title == null || title.length() > LONGEST_NAME ? name + "Option" : title;
  }

  // Values that are no objects

  private @Nullable RestType plain(
      List<Alternative> alternatives, String name, boolean input, String pointer) {
    if (alternatives.stream().allMatch(a -> a.form().type().equals("array"))) {
      List<Schema<?>> items = new ArrayList<>();
      for (Alternative alternative : alternatives) {
        if (alternative.form().items == null || alternative.form().tuple) {
          return null;
        }
        items.add(alternative.form().items);
      }
      RestType item = type(flat(items, null, pointer), name + "Item", false, null, input, pointer);
      return item == null ? null : new ListOf(item);
    }
    Set<RestType> possible = new LinkedHashSet<>();
    for (Alternative alternative : alternatives) {
      if (alternative.form().type().equals("array")) {
        return null;
      }
      possible.add(importer.type(alternative.schema(), name, input, pointer));
    }
    return possible.size() == 1 ? possible.iterator().next() : common(possible);
  }

  /** The scalar that all of these are; null for none. */
  private static @Nullable RestType common(Set<RestType> scalars) {
    Set<String> kinds = scalars.stream().map(UnionImporter::kind).collect(Collectors.toSet());
    if (kinds.equals(Set.of("string"))) {
      return new Scalar("String");
    }
    return kinds.equals(Set.of("number")) ? new Scalar("Float") : null;
  }

  /** What JSON a type is, and empty for any. */
  private static String kind(RestType type) {
    return switch (type) {
      case ListOf list -> "array";
      case EnumRef values -> "string";
      case ObjectRef object -> "object";
      case UnionRef union -> "";
      case Scalar scalar ->
          switch (scalar.name()) {
            case "Int", "Long", "Float", "BigDecimal" -> "number";
            case "Boolean" -> "boolean";
            case "JSON" -> "";
            default -> "string";
          };
    };
  }

  /** False when one of them cannot be a member. */
  private boolean addWrapped(
      List<Alternative> alternatives,
      String name,
      boolean input,
      String pointer,
      List<Member> members) {
    Map<String, Set<RestType>> byKind = new LinkedHashMap<>();
    List<Schema<?>> items = new ArrayList<>();
    for (Alternative alternative : alternatives) {
      if (alternative.form().type().equals("object")) {
        if (alternative.form().properties.isEmpty()) {
          byKind.put("object", Set.of(RestType.JSON));
        }
        continue;
      }
      if (alternative.form().type().equals("array")) {
        if (alternative.form().items == null || alternative.form().tuple) {
          return false;
        }
        items.add(alternative.form().items);
        continue;
      }
      RestType type = importer.type(alternative.schema(), name, input, pointer);
      byKind.computeIfAbsent(kind(type), unused -> new LinkedHashSet<>()).add(type);
    }
    if (!items.isEmpty()) {
      RestType item =
          items.size() == 1
              ? importer.type(items.getFirst(), name + "Item", input, pointer)
              : type(flat(items, null, pointer), name + "Item", false, null, input, pointer);
      if (item == null) {
        return false;
      }
      byKind.put("array", Set.of(new ListOf(item)));
    }
    for (var entry : byKind.entrySet()) {
      RestType type =
          entry.getValue().size() == 1
              ? entry.getValue().iterator().next()
              : common(entry.getValue());
      if (type == null || entry.getKey().isEmpty()) {
        return false;
      }
      members.add(
          new Member(
              "",
              input ? type : new ObjectRef(wrapper(type)),
              List.of(),
              List.of(),
              entry.getKey(),
              List.of()));
    }
    return true;
  }

  /** The object type that stands for a value that is none. */
  private String wrapper(RestType type) {
    String key = type.text();
    String known = wrappers.get(key);
    if (known != null) {
      return known;
    }
    String name =
        importer.take(type instanceof ListOf ? type.named().text() + "List" : key + "Value");
    wrappers.put(key, name);
    types
        .objects()
        .put(
            name,
            new RestObject(
                name,
                false,
                "A value that has no type of its own.",
                "",
                List.of(new RestField("value", "value", type, true, false, null))));
    return name;
  }

  // Telling members apart

  private @Nullable String discriminator(@Nullable SchemaForm said, List<Alternative> objects) {
    if (said != null
        && said.discriminator != null
        && said.discriminator.getPropertyName() != null) {
      return said.discriminator.getPropertyName();
    }
    Set<String> candidates = new LinkedHashSet<>(USUAL_DISCRIMINATORS);
    objects.forEach(object -> candidates.addAll(new TreeSet<>(object.form().properties.keySet())));
    String best = null;
    int most = 1;
    for (String candidate : candidates) {
      Set<List<String>> different = new HashSet<>();
      for (Alternative object : objects) {
        List<String> constants = constants(object, candidate);
        if (!constants.isEmpty()) {
          different.add(constants);
        }
      }
      if (different.size() > most) {
        best = candidate;
        most = different.size();
      }
    }
    return best;
  }

  /** The values that a property is restricted to. */
  private List<String> constants(Alternative object, String property) {
    Schema<?> schema = object.form().properties.get(property);
    return schema == null
        ? List.of()
        : components.form(schema, "").values.stream().map(String::valueOf).toList();
  }

  private List<String> values(@Nullable SchemaForm said, String discriminator, Alternative object) {
    Set<String> values = new LinkedHashSet<>();
    Discriminator declared = said == null ? null : said.discriminator;
    if (declared != null && declared.getMapping() != null && object.component() != null) {
      declared
          .getMapping()
          .forEach(
              (value, target) -> {
                if (Components.lastOf(target).equals(object.component())) {
                  values.add(value);
                }
              });
    }
    if (values.isEmpty()) {
      values.addAll(constants(object, discriminator));
    }
    if (values.isEmpty() && declared != null && object.component() != null) {
      values.add(object.component());
    }
    return List.copyOf(values);
  }

  private static Set<String> commonlyRequired(List<Alternative> objects) {
    Set<String> common = new HashSet<>(objects.getFirst().form().required);
    objects.forEach(object -> common.retainAll(object.form().required));
    return common;
  }

  /** Each type once; what only one member has in its values needs nothing more to be told by. */
  private static List<Member> distinct(List<Member> members) {
    Map<RestType, Member> byType = new LinkedHashMap<>();
    for (Member member : members) {
      byType.merge(member.type(), member, UnionImporter::both);
    }
    List<Member> distinct = new ArrayList<>();
    for (Member member : byType.values()) {
      boolean told =
          member.kind() != null
              || !member.values().isEmpty()
                  && byType.values().stream()
                      .filter(other -> other != member)
                      .noneMatch(
                          other -> other.values().stream().anyMatch(member.values()::contains));
      distinct.add(
          told
              ? new Member(
                  member.field(),
                  member.type(),
                  member.values(),
                  List.of(),
                  member.kind(),
                  member.statuses())
              : member);
    }
    return distinct;
  }

  private static Member both(Member one, Member other) {
    Set<String> values = new LinkedHashSet<>(one.values());
    values.addAll(other.values());
    Set<String> statuses = new LinkedHashSet<>(one.statuses());
    statuses.addAll(other.statuses());
    Set<String> required = new LinkedHashSet<>(one.required());
    required.retainAll(other.required());
    return new Member(
        one.field(),
        one.type(),
        List.copyOf(values),
        List.copyOf(required),
        one.kind(),
        List.copyOf(statuses));
  }

  // The union itself

  private RestType union(
      String name,
      boolean own,
      @Nullable SchemaForm said,
      boolean input,
      @Nullable String discriminator,
      List<Member> members) {
    List<Member> named = new ArrayList<>();
    Set<String> fields = new HashSet<>();
    for (Member member : members) {
      String field = Names.free(input ? fieldName(member) : "", input ? fields : Set.of());
      fields.add(field);
      named.add(
          new Member(
              field,
              member.type(),
              member.values(),
              member.required(),
              member.kind(),
              member.statuses()));
    }
    if (!own) {
      for (RestUnion same : types.unions().values()) {
        if (same.input() == input
            && Objects.equals(same.discriminator(), discriminator)
            && same.members().equals(named)) {
          return new UnionRef(same.name());
        }
      }
    }
    String chosen = own ? name : nameOf(named, name);
    String free = own ? chosen : importer.take(input ? chosen + "Input" : chosen);
    types
        .unions()
        .put(
            free,
            new RestUnion(
                free, input, said == null ? null : said.description, discriminator, named));
    return new UnionRef(free);
  }

  private static String nameOf(List<Member> members, String otherwise) {
    String name =
        members.stream()
            .map(member -> member.type().text().replaceFirst("Input\\d*$", ""))
            .map(text -> text.replaceAll("[\\[\\]]", ""))
            .collect(Collectors.joining("Or"));
    return members.size() <= MOST_IN_NAME && name.length() <= LONGEST_NAME ? name : otherwise;
  }

  private static String fieldName(Member member) {
    if (member.kind() != null) {
      return member.kind().equals("array") ? "list" : member.kind();
    }
    String type = member.type().text().replaceFirst("Input\\d*$", "");
    return type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1);
  }
}
