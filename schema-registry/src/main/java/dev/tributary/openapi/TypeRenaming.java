package dev.tributary.openapi;

import dev.tributary.openapi.RestType.EnumRef;
import dev.tributary.openapi.RestType.ListOf;
import dev.tributary.openapi.RestType.ObjectRef;
import dev.tributary.openapi.RestType.Scalar;
import dev.tributary.openapi.RestType.UnionRef;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Gives types other names, wherever they are named. */
final class TypeRenaming {

  private final UnaryOperator<String> names;

  /**
   * @param names the new name of each type; different ones for different types
   */
  TypeRenaming(UnaryOperator<String> names) {
    this.names = names;
  }

  void rename(RestTypes types) {
    List<RestObject> objects = List.copyOf(types.objects().values());
    List<RestEnum> enums = List.copyOf(types.enums().values());
    List<RestUnion> unions = List.copyOf(types.unions().values());
    types.objects().clear();
    types.enums().clear();
    types.unions().clear();
    for (RestObject object : objects) {
      List<RestField> fields =
          object.fields().stream().map(field -> field.withType(renamed(field.type()))).toList();
      String name = names.apply(object.name());
      types
          .objects()
          .put(
              name,
              new RestObject(name, object.input(), object.description(), object.pointer(), fields));
    }
    for (RestEnum values : enums) {
      String name = names.apply(values.name());
      types.enums().put(name, new RestEnum(name, values.description(), values.values()));
    }
    for (RestUnion union : unions) {
      String name = names.apply(union.name());
      types.unions().put(name, union(union, name));
    }
  }

  private RestUnion union(RestUnion union, String name) {
    return new RestUnion(
        name,
        union.input(),
        union.description(),
        union.discriminator(),
        union.members().stream()
            .map(
                member ->
                    new RestUnion.Member(
                        member.field(),
                        renamed(member.type()),
                        member.values(),
                        member.required(),
                        member.kind(),
                        member.statuses()))
            .toList());
  }

  RestType renamed(RestType type) {
    return switch (type) {
      case Scalar scalar -> scalar;
      case ObjectRef object -> new ObjectRef(names.apply(object.name()));
      case EnumRef values -> new EnumRef(names.apply(values.name()));
      case UnionRef union -> new UnionRef(names.apply(union.name()));
      case ListOf list -> new ListOf(renamed(list.item()));
    };
  }

  RestOperation renamed(RestOperation operation) {
    RestType result = operation.result();
    return operation.with(
        operation.name(),
        operation.arguments().stream().map(a -> a.withType(renamed(a.type()))).toList(),
        renamedOrNull(result));
  }

  private @Nullable RestType renamedOrNull(@Nullable RestType type) {
    return type == null ? null : renamed(type);
  }

  RestLinks renamed(RestLinks links) {
    RestLinks renamed = new RestLinks();
    renamed.giveAsIn(links, names);
    links
        .entities()
        .forEach(
            (type, entity) ->
                renamed
                    .entities()
                    .put(
                        names.apply(type),
                        new RestLinks.Entity(entity.key(), renamed(entity.call()))));
    links
        .relations()
        .forEach(
            (type, relations) ->
                new ArrayList<>(relations)
                    .forEach(
                        relation ->
                            renamed.add(
                                names.apply(type),
                                new RestLinks.Relation(
                                    relation.name(),
                                    renamed(relation.to()),
                                    renamed(relation.call())))));
    return renamed;
  }

  private RestCall renamed(RestCall call) {
    return new RestCall(
        renamed(call.operation()),
        call.bindings(),
        call.batchSize(),
        call.at(),
        renamed(call.result()));
  }
}
