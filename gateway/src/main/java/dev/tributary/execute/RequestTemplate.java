package dev.tributary.execute;

import dev.tributary.json.JsonText;
import dev.tributary.json.JsonWriter;
import dev.tributary.plan.FetchStep;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * An upstream request body with holes: what never changes is joined once, when the operation is
 * compiled, and sending is filling in.
 */
final class RequestTemplate {

  private static final byte[] QUERY = ascii("{\"query\":");
  private static final byte[] OPERATION_NAME = ascii(",\"operationName\":");
  private static final byte[] VARIABLES = ascii(",\"variables\":{");

  private final FetchStep step;
  private final byte[] head;
  private final boolean withVariables;
  private final List<Hole> variables;

  private RequestTemplate(
      FetchStep step, byte[] head, boolean withVariables, List<Hole> variables) {
    this.step = step;
    this.head = head;
    this.withVariables = withVariables;
    this.variables = variables;
  }

  /** A client variable and its name as a JSON string. */
  private record Hole(String name, byte[] quotedName) {}

  /**
   * @param withRepresentations the caller will add variables of its own
   */
  static RequestTemplate of(FetchStep step, boolean withRepresentations) {
    boolean withVariables = withRepresentations || !step.variables().isEmpty();
    JsonWriter head = head(step, step.document(), withVariables);
    List<Hole> holes =
        step.variables().stream().map(name -> new Hole(name, JsonText.quote(name))).toList();
    return new RequestTemplate(step, head.toByteArray(), withVariables, holes);
  }

  private static JsonWriter head(FetchStep step, String document, boolean withVariables) {
    JsonWriter head = new JsonWriter(document.length() + 64);
    head.write(QUERY);
    head.string(document);
    if (step.operationName() != null) {
      head.write(OPERATION_NAME);
      head.string(step.operationName());
    }
    if (withVariables) {
      head.write(VARIABLES);
    } else {
      head.write('}');
    }
    return head;
  }

  /** Begins a body; further variables may follow, each begun by {@link #variable}. */
  JsonWriter begin(VariableValues values) {
    JsonWriter body = new JsonWriter(head.length + (withVariables ? 256 : 0));
    body.write(head);
    return fill(body, values, variables);
  }

  /** The same with another document than the step's own, and only these of its variables. */
  JsonWriter begin(VariableValues values, String document, Set<String> declared) {
    List<Hole> left = variables.stream().filter(hole -> declared.contains(hole.name)).toList();
    return fill(head(step, document, true), values, left);
  }

  private static JsonWriter fill(JsonWriter body, VariableValues values, List<Hole> holes) {
    for (Hole hole : holes) {
      byte[] value = values.json(hole.name);
      // An absent variable stays absent: the service's own default may apply.
      if (value != null) {
        variable(body, hole.quotedName);
        body.write(value);
      }
    }
    return body;
  }

  /** Begins a variable's value. */
  static void variable(JsonWriter body, byte[] quotedName) {
    if (body.array()[body.length() - 1] != '{') {
      body.write(',');
    }
    body.write(quotedName);
    body.write(':');
  }

  void end(JsonWriter body) {
    if (withVariables) {
      body.write('}');
      body.write('}');
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
