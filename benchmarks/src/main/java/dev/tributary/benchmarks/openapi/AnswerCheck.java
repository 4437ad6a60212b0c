package dev.tributary.benchmarks.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.benchmarks.openapi.OperationQuery.Selected;
import graphql.language.ObjectTypeDefinition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether an answer says what the service said. */
final class AnswerCheck {

  private final ImportedTypes types;
  private int leaves;

  AnswerCheck(ImportedTypes types) {
    this.types = types;
  }

  /** How many values were compared. */
  int leaves() {
    return leaves;
  }

  /**
   * What is wrong; null for nothing.
   *
   * @param answer of the gateway, at the field
   * @param said by the service
   */
  @Nullable String problem(Selected field, JsonNode answer, JsonNode said, String path) {
    if (said.isNull() || said.isMissingNode()) {
      return answer.isNull() ? null : path + " is " + answer + ", where nothing was said";
    }
    if (answer.isNull() || answer.isMissingNode()) {
      return path + " is null, where " + cut(said) + " was said";
    }
    boolean wrapsList = answer.path("__typename").asText().endsWith("List");
    if (said.isArray() && !field.type().equals("JSON") && !wrapsList) {
      if (answer.size() != said.size()) {
        return path + " has another length";
      }
      for (int i = 0; i < said.size(); i++) {
        String wrong = problem(field, answer.get(i), said.get(i), path + "/" + i);
        if (wrong != null) {
          return wrong;
        }
      }
      return null;
    }
    return types.isComposite(field.type())
        ? object(field, answer, said, path)
        : leaf(field, answer, said, path);
  }

  private @Nullable String object(Selected field, JsonNode answer, JsonNode said, String path) {
    List<Selected> selections = field.below().get(answer.path("__typename").asText());
    if (selections == null) {
      return path + " is of no type that it may have: " + cut(answer);
    }
    boolean wrapped = !said.isObject() || answer.path("__typename").asText().equals("JSONValue");
    for (Selected each : selections) {
      JsonNode below = wrapped ? said : said.path(each.jsonName());
      String wrong = problem(each, answer.path(each.key()), below, path + "/" + each.name());
      if (wrong != null) {
        return wrong;
      }
    }
    // The right member of a union knows what was said.
    return !wrapped && said.size() > 0 && types.unions.containsKey(field.type())
        ? member(field, answer, said, path)
        : null;
  }

  private @Nullable String member(Selected field, JsonNode answer, JsonNode said, String path) {
    String chosen = answer.path("__typename").asText();
    int known = known(chosen, said);
    for (String other : types.possible(field.type())) {
      if (known(other, said) > known) {
        return path + " is " + chosen + ", but " + other + " has more of " + cut(said);
      }
    }
    return null;
  }

  private int known(String type, JsonNode said) {
    ObjectTypeDefinition object = types.objects.get(type);
    return object == null
        ? 0
        : (int)
            object.getFieldDefinitions().stream()
                .filter(field -> said.has(ImportedTypes.jsonName(field, field.getName())))
                .count();
  }

  private @Nullable String leaf(Selected field, JsonNode answer, JsonNode said, String path) {
    leaves++;
    Map<String, String> values = types.enums.get(field.type());
    boolean same =
        values != null
            ? said.asText().equals(values.get(answer.asText()))
            : field.type().equals("ID")
                ? answer.isTextual() && answer.textValue().equals(said.asText())
                : answer.isNumber() && said.isNumber()
                    ? answer.decimalValue().compareTo(said.decimalValue()) == 0
                    : answer.toString().equals(said.toString());
    return same ? null : path + " is " + cut(answer) + ", where " + cut(said) + " was said";
  }

  private static String cut(JsonNode value) {
    String text = value.toString();
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
