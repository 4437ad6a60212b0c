package dev.tributary.connect;

import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a value tells which member of a union or an interface it is.
 *
 * @param discriminator the property of the JSON that says it; null when none does
 */
public record UnionForm(@Nullable String discriminator, List<Member> members) {
  public UnionForm {
    members = List.copyOf(members);
  }

  /**
   * One member.
   *
   * @param type an object type
   * @param values of the discriminator, as text; empty when it says nothing of this member
   * @param required properties that its JSON has
   * @param kind for values that are no objects: {@code string}, {@code number}, {@code boolean} or
   *     {@code array}; or {@code object} for those that are no other member. Its type wraps them in
   *     the field {@code value}
   * @param statuses of the answers that it is; empty for any
   */
  public record Member(
      String type,
      List<String> values,
      List<String> required,
      @Nullable String kind,
      List<String> statuses) {
    public Member {
      values = List.copyOf(values);
      required = List.copyOf(required);
      statuses = List.copyOf(statuses);
    }
  }

  /** Reads {@code @restUnion}; what is not of its form is left out. */
  static UnionForm of(Map<String, Value> arguments) {
    List<Member> members = new ArrayList<>();
    if (arguments.get("members") instanceof Value.ListValue(List<Value> values)) {
      for (Value value : values) {
        if (value instanceof Value.ObjectValue(var fields)
            && fields.get("type") instanceof Value.StringValue(String type)) {
          members.add(
              new Member(
                  type,
                  texts(fields.get("values")),
                  texts(fields.get("required")),
                  text(fields.get("kind")),
                  texts(fields.get("statuses"))));
        }
      }
    }
    return new UnionForm(text(arguments.get("discriminator")), members);
  }

  private static @Nullable String text(@Nullable Value value) {
    return value instanceof Value.StringValue(String text) ? text : null;
  }

  private static List<String> texts(@Nullable Value value) {
    List<String> texts = new ArrayList<>();
    if (value instanceof Value.ListValue(List<Value> values)) {
      for (Value each : values) {
        String text = text(each);
        if (text != null) {
          texts.add(text);
        }
      }
    }
    return texts;
  }
}
