package dev.tributary.supergraph;

import dev.tributary.supergraph.SdlDocument.DirectiveDefinitionSyntax;
import dev.tributary.supergraph.SdlDocument.InputValueSyntax;
import dev.tributary.supergraph.SdlDocument.NameSyntax;
import dev.tributary.supergraph.TypeDefinition.ArgumentDefinition;
import dev.tributary.supergraph.TypeDefinition.Composite;
import dev.tributary.supergraph.TypeDefinition.EnumType;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.InputType;
import dev.tributary.supergraph.TypeDefinition.InterfaceType;
import dev.tributary.supergraph.TypeDefinition.ObjectType;
import dev.tributary.supergraph.TypeDefinition.ScalarType;
import dev.tributary.supergraph.TypeDefinition.UnionType;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * GraphQL's own rules for the schema that clients see (GraphQL specification, 3). That references
 * lead somewhere has been checked. Each element is looked at once: a supergraph holds many.
 */
final class SchemaRules {

  private final ApiElements api;
  private final InputRules inputs;
  private final List<String> problems;

  SchemaRules(ApiElements api, List<String> problems) {
    this.api = api;
    this.inputs = new InputRules(api, problems);
    this.problems = problems;
  }

  void check() {
    for (TypeDefinition type : api.types().values()) {
      if (type.inaccessible()) {
        continue;
      }
      name(type.name(), type.name());
      if (BuiltInScalars.has(type.name()) && !(type instanceof ScalarType)) {
        problem(type.name(), "a built-in scalar has this name");
      }
      switch (type) {
        case ObjectType object -> withFields(object);
        case InterfaceType anInterface -> withFields(anInterface);
        case UnionType union -> notEmpty(union.name(), "member", api.members(union));
        case EnumType anEnum -> {
          notEmpty(anEnum.name(), "value", ApiElements.values(anEnum));
          anEnum.values().keySet().forEach(value -> name(anEnum.name() + "." + value, value));
        }
        case InputType input -> {
          notEmpty(input.name(), "field", ApiElements.fields(input));
          input.fields().keySet().forEach(field -> name(input.name() + "." + field, field));
          inputs.check(input);
        }
        case ScalarType _ -> {}
      }
    }
    inputs.checkCycles();
  }

  private void withFields(WithFields type) {
    List<FieldDefinition> fields = ApiElements.fields(type);
    notEmpty(type.name(), "field", fields);
    for (FieldDefinition field : fields) {
      String coordinate = type.name() + "." + field.name();
      name(coordinate, field.name());
      inputs.accessible(coordinate, field.type());
      for (ArgumentDefinition argument : ApiElements.arguments(field)) {
        String at = coordinate + "(" + argument.name() + ":)";
        name(at, argument.name());
        inputs.value(at, argument.type(), argument.defaultValue(), argument.directives());
      }
    }
    List<String> interfaces = api.interfaces(type);
    for (String name : interfaces) {
      if (name.equals(type.name())) {
        problem(type.name(), "it implements itself");
      } else if (api.types().get(name) instanceof InterfaceType contract) {
        implementation(type, contract);
        for (String inherited : api.interfaces(contract)) {
          if (!interfaces.contains(inherited) && !inherited.equals(type.name())) {
            problem(
                type.name(),
                "it implements " + name + ", and so must implement " + inherited + " as well");
          }
        }
      }
    }
  }

  /** {@code IsValidImplementation} (3.6.1). */
  private void implementation(WithFields type, InterfaceType contract) {
    for (FieldDefinition wanted : ApiElements.fields(contract)) {
      FieldDefinition field = type.fields().get(wanted.name());
      String coordinate = type.name() + "." + wanted.name();
      String wantedAt = contract.name() + "." + wanted.name();
      if (field == null || field.inaccessible()) {
        problem(type.name(), "it implements " + contract.name() + " and lacks " + wantedAt);
        continue;
      }
      if (!api.isSubtype(field.type(), wanted.type())) {
        problem(
            coordinate,
            "its type "
                + field.type()
                + " does not fit "
                + wantedAt
                + ", which is of type "
                + wanted.type());
      }
      for (ArgumentDefinition argument : ApiElements.arguments(wanted)) {
        ArgumentDefinition own = field.arguments().get(argument.name());
        if (own == null || own.inaccessible() || !own.type().equals(argument.type())) {
          problem(
              coordinate,
              "it needs the argument "
                  + argument.name()
                  + ": "
                  + argument.type()
                  + ", as "
                  + wantedAt
                  + " has it");
        }
      }
      for (ArgumentDefinition own : ApiElements.arguments(field)) {
        if (own.type().isNonNull()
            && own.defaultValue() == null
            && !wanted.arguments().containsKey(own.name())) {
          problem(
              coordinate + "(" + own.name() + ":)",
              "it is required, and " + wantedAt + " does not have it");
        }
      }
    }
  }

  /** Directives that clients may use. */
  void directives(List<DirectiveDefinitionSyntax> directives) {
    Set<String> names = new HashSet<>();
    for (DirectiveDefinitionSyntax directive : directives) {
      String coordinate = "@" + directive.name();
      name(coordinate, directive.name());
      if (!names.add(directive.name())) {
        problem(coordinate, "is defined twice");
      }
      for (NameSyntax location : directive.locations()) {
        if (!DirectiveLocations.ALL.contains(location.name())) {
          problem(coordinate, "there is no location " + location.name());
        }
      }
      Set<String> arguments = new HashSet<>();
      for (InputValueSyntax argument : directive.arguments()) {
        String at = coordinate + "(" + argument.name() + ":)";
        name(at, argument.name());
        if (!arguments.add(argument.name())) {
          problem(at, "is defined twice");
        }
        TypeDefinition type = api.types().get(argument.type().namedType());
        if (type instanceof Composite) {
          problem(at, type.name() + " is an output type");
        } else if (type != null && !type.inaccessible()) {
          inputs.value(at, argument.type(), argument.defaultValue(), List.of());
        }
      }
    }
  }

  private void name(String coordinate, String name) {
    if (name.startsWith("__")) {
      problem(coordinate, "names that begin with \"__\" are introspection's");
    }
  }

  private void notEmpty(String type, String what, List<?> elements) {
    if (elements.isEmpty()) {
      problem(type, "it has no " + what + " that clients may see");
    }
  }

  private void problem(String coordinate, String problem) {
    problems.add(coordinate + ": " + problem);
  }
}
