package dev.tributary.openapi;

import dev.tributary.openapi.Customisation.FieldChange;
import dev.tributary.openapi.Customisation.TypeChange;
import dev.tributary.openapi.RestType.ListOf;
import dev.tributary.openapi.RestType.Scalar;
import dev.tributary.openapi.Settings.Problems;
import dev.tributary.openapi.Settings.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Names and types of fields, and names of types. */
final class TypeChanges {

  private static final Set<String> SCALARS =
      Set.of(
          "ID",
          "String",
          "Int",
          "Float",
          "Boolean",
          "JSON",
          "DateTime",
          "Date",
          "Time",
          "UUID",
          "Url",
          "Long",
          "BigDecimal");

  private final Customisation customisation;
  private final TypeImporter importer;
  private final RestTypes types;
  private final Problems problems;

  TypeChanges(Customisation customisation, TypeImporter importer, Problems problems) {
    this.customisation = customisation;
    this.importer = importer;
    this.types = importer.types();
    this.problems = problems;
  }

  /** The name that a type has now, by what the customisation calls it; null, and a problem. */
  @Nullable String nameOf(Word type) {
    String component = importer.nameOf(type.text());
    String name = component != null && isKnown(component) ? component : type.text();
    if (!isKnown(name) && !isKnown(name + "Input")) {
      problems.add(type.line(), "the document has no type '" + type.text() + "'");
      return null;
    }
    return name;
  }

  private boolean isKnown(String name) {
    return types.objects().containsKey(name)
        || types.enums().containsKey(name)
        || types.unions().containsKey(name);
  }

  /** Changes fields of objects, and of the inputs that are like them. */
  void changeFields() {
    for (TypeChange change : customisation.types()) {
      String name = nameOf(change.type());
      if (name == null) {
        continue;
      }
      for (FieldChange field : change.fields()) {
        boolean found = false;
        for (String owner : List.of(name, name + "Input")) {
          RestObject object = types.objects().get(owner);
          found |= object != null && changeField(object, field);
        }
        if (!found) {
          problems.add(
              field.property().line(),
              change.type().text() + " has no property '" + field.property().text() + "'");
        }
      }
    }
  }

  private boolean changeField(RestObject object, FieldChange change) {
    List<RestField> fields = new ArrayList<>();
    boolean found = false;
    for (RestField field : object.fields()) {
      if (!field.wireName().equals(change.property().text())) {
        fields.add(field);
        continue;
      }
      found = true;
      if (!change.hidden()) {
        fields.add(changed(object, field, change));
      }
    }
    if (fields.isEmpty()) {
      problems.add(change.property().line(), object.name() + " would have no fields");
    } else if (found) {
      types.objects().put(object.name(), object.withFields(fields));
    }
    return found;
  }

  private RestField changed(RestObject object, RestField field, FieldChange change) {
    Word name = change.name();
    Word type = change.type();
    RestField changed = field;
    if (name != null) {
      if (!Names.isPlain(name.text()) || name.text().startsWith("__")) {
        problems.add(name.line(), "'" + name.text() + "' is no name in GraphQL");
      } else if (object.fields().stream()
          .anyMatch(f -> f.name().equals(name.text()) && f != field)) {
        problems.add(name.line(), object.name() + " has a field '" + name.text() + "' already");
      } else {
        changed = changed.withName(name.text());
      }
    }
    if (type != null) {
      if (!SCALARS.contains(type.text())) {
        problems.add(type.line(), "'" + type.text() + "' is no scalar");
      } else {
        changed = changed.withType(scalar(field.type(), type.text()));
      }
    }
    return changed;
  }

  private static RestType scalar(RestType type, String name) {
    return type instanceof ListOf list ? new ListOf(scalar(list.item(), name)) : new Scalar(name);
  }

  /** How types are to be called, by the names they have. */
  Map<String, String> typeNames() {
    Map<String, String> chosen = new HashMap<>();
    for (TypeChange change : customisation.types()) {
      Word name = change.name();
      String type = name == null ? null : nameOf(change.type());
      if (name == null || type == null) {
        continue;
      }
      if (!Names.isPlain(name.text())
          || name.text().startsWith("__")
          || TypeImporter.isReserved(name.text())) {
        problems.add(name.line(), "'" + name.text() + "' cannot be the name of a type");
        continue;
      }
      chosen.put(type, name.text());
      RestObject input = types.objects().get(type + "Input");
      if (input != null && input.input()) {
        chosen.putIfAbsent(type + "Input", name.text() + "Input");
      }
    }
    String prefix = prefix();
    Map<String, String> names = new HashMap<>();
    Set<String> taken = new HashSet<>();
    Set<String> all = new TreeSet<>(types.objects().keySet());
    all.addAll(types.enums().keySet());
    all.addAll(types.unions().keySet());
    for (String type : all) {
      String name = chosen.getOrDefault(type, prefix + type);
      names.put(type, name);
      if (!taken.add(name)) {
        problems.add(lineOf(name), "there are two types of the name '" + name + "'");
      }
    }
    return names;
  }

  private int lineOf(String name) {
    for (TypeChange change : customisation.types()) {
      Word word = change.name();
      if (word != null && (word.text().equals(name) || (word.text() + "Input").equals(name))) {
        return word.line();
      }
    }
    return 1;
  }

  private String prefix() {
    Word prefix = customisation.typePrefix();
    if (prefix == null) {
      return "";
    }
    if (!Names.isPlain(prefix.text()) || prefix.text().startsWith("__")) {
      problems.add(prefix.line(), "'" + prefix.text() + "' cannot begin names in GraphQL");
      return "";
    }
    return prefix.text();
  }
}
