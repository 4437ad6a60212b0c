package dev.tributary.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tributary.openapi.Finding.Code;
import dev.tributary.openapi.OperationIndex.Entry;
import dev.tributary.openapi.RestType.ObjectRef;
import dev.tributary.openapi.RestType.Scalar;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.links.Link;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes fields of the {@code links} that a document says its answers have (OpenAPI, "Link Object").
 * Every object of the answer's type has the field, however it was come by.
 */
final class DocumentLinks {

  private static final String BODY = "$response.body#/";
  private static final String REQUEST = "$request.";

  private final OpenAPI document;
  private final Components components;
  private final RestTypes types;
  private final OperationIndex index;
  private final Findings findings;
  private final RestLinks links;

  DocumentLinks(
      OpenAPI document,
      Components components,
      RestTypes types,
      OperationIndex index,
      RestLinks links,
      Findings findings) {
    this.document = document;
    this.components = components;
    this.types = types;
    this.index = index;
    this.links = links;
    this.findings = findings;
  }

  /** A link that is no field; the message says why. */
  private static final class SkippedException extends Exception {

    private static final long serialVersionUID = 1L;

    SkippedException(String reason) {
      super(reason);
    }
  }

  /** Adds those that can be followed to the links that there are, which go before them. */
  void add() {
    for (Entry entry : index.all()) {
      if (entry.described().getResponses() == null) {
        continue;
      }
      for (var response : new TreeMap<>(entry.described().getResponses()).entrySet()) {
        String at = Findings.at(Findings.at(entry.pointer(), "responses"), response.getKey());
        ApiResponse answer =
            response.getKey().startsWith("2") ? components.response(response.getValue(), at) : null;
        if (answer != null && answer.getLinks() != null) {
          new TreeMap<>(answer.getLinks())
              .forEach((name, link) -> add(entry, name, link, Findings.at(at, "links")));
        }
      }
    }
  }

  private void add(Entry source, String name, Link link, String at) {
    String pointer = Findings.at(at, name);
    try {
      add(source, name, resolved(link));
    } catch (SkippedException e) {
      findings.add(Code.LINK_SKIPPED, pointer, String.valueOf(e.getMessage()));
    }
  }

  private Link resolved(Link link) throws SkippedException {
    String ref = link.get$ref();
    if (ref == null) {
      return link;
    }
    var all = document.getComponents() == null ? null : document.getComponents().getLinks();
    Link target = all == null ? null : all.get(Components.lastOf(ref));
    if (target == null || target.get$ref() != null) {
      throw new SkippedException("nothing at " + ref);
    }
    return target;
  }

  private void add(Entry source, String name, Link link) throws SkippedException {
    RestOperation from = source.imported();
    if (from == null || !(from.result() instanceof ObjectRef owner)) {
      throw new SkippedException("only an answer that is one object has fields that lead on");
    }
    RestOperation to = target(link);
    RestType result = to.result();
    if (!to.method().equals("GET") || result == null) {
      throw new SkippedException(to.method() + " " + to.path() + " reads nothing");
    }
    if (result.named().equals(owner)) {
      // As connectors have it: CIRCULAR_REFERENCE.
      throw new SkippedException("a field of " + owner.name() + " cannot call for it again");
    }
    if (link.getRequestBody() != null || link.getServer() != null) {
      throw new SkippedException("it has a body or a server of its own");
    }
    Map<String, RestField> given = new LinkedHashMap<>();
    Map<String, String> bindings = bindings(from, owner, to, link, given);
    String field = free(owner, Names.field(name));
    RestLinks.Relation relation =
        new RestLinks.Relation(field, result, new RestCall(to, bindings, null, "$", result));
    boolean known =
        links.relationsOf(owner.name()).stream()
            .anyMatch(r -> r.call().equals(relation.call()) || r.name().equals(field));
    if (!known) {
      given.forEach((argument, value) -> links.give(owner.name(), value, from, argument));
      links.add(owner.name(), relation);
    }
  }

  /** The same for every link of the name, so that the first of them is the field. */
  private String free(ObjectRef type, String name) {
    Set<String> taken =
        types.object(type).fields().stream().map(RestField::name).collect(Collectors.toSet());
    return taken.contains(name) ? Names.free(name + "Link", taken) : name;
  }

  private RestOperation target(Link link) throws SkippedException {
    String id = link.getOperationId();
    String ref = link.getOperationRef();
    Entry entry = null;
    if (id != null) {
      entry = index.find(id);
    } else if (ref != null && ref.startsWith("#/paths/")) {
      entry =
          index.all().stream()
              .filter(e -> ("#" + e.pointer()).equals(ref))
              .findFirst()
              .orElse(null);
    }
    if (entry == null || entry.imported() == null) {
      throw new SkippedException("there is no operation " + (id == null ? ref : id));
    }
    return Objects.requireNonNull(entry.imported());
  }

  /**
   * @param given where to note fields that hold arguments of the request, by argument
   */
  private Map<String, String> bindings(
      RestOperation from,
      ObjectRef owner,
      RestOperation to,
      Link link,
      Map<String, RestField> given)
      throws SkippedException {
    Map<String, String> bindings = new LinkedHashMap<>();
    Map<String, String> parameters =
        link.getParameters() == null ? Map.of() : new TreeMap<>(link.getParameters());
    for (var parameter : parameters.entrySet()) {
      RestArgument argument = argument(to, parameter.getKey());
      String value = parameter.getValue() == null ? "" : parameter.getValue();
      String binding;
      if (value.startsWith(BODY)) {
        binding = "$this." + property(owner, value.substring(BODY.length()), argument);
      } else if (value.startsWith(REQUEST)) {
        binding = "$this." + ofRequest(from, owner, value, argument, given);
      } else if (value.startsWith("$") || value.contains("{$")) {
        throw new SkippedException("'" + value + "' cannot be known of the answer");
      } else {
        binding = "$(" + JsonNodeFactory.instance.textNode(value) + ")";
      }
      bindings.put(argument.wireName(), binding);
    }
    List<String> missing = new ArrayList<>();
    for (RestArgument argument : to.arguments()) {
      if (argument.nonNull() && !bindings.containsKey(argument.wireName())) {
        missing.add(argument.wireName());
      }
    }
    if (!missing.isEmpty() || bindings.isEmpty()) {
      throw new SkippedException("it does not say what to give for " + String.join(", ", missing));
    }
    return bindings;
  }

  /** A parameter by its name, or as {@code path.id}. */
  private static RestArgument argument(RestOperation to, String name) throws SkippedException {
    int dot = name.indexOf('.');
    for (RestArgument argument : to.arguments()) {
      boolean qualified =
          dot > 0
              && argument.wireName().equals(name.substring(dot + 1))
              && argument.in().place().equals(name.substring(0, dot));
      if (qualified || argument.wireName().equals(name)) {
        if (argument.in().isBody()) {
          break;
        }
        return argument;
      }
    }
    throw new SkippedException("there is no parameter " + name + " to give");
  }

  /** The field that a JSON pointer into the answer leads to, by dots. */
  private String property(ObjectRef owner, String pointer, RestArgument argument)
      throws SkippedException {
    StringBuilder path = new StringBuilder();
    RestType type = owner;
    for (String token : pointer.split("/", -1)) {
      String wire = token.replace("~1", "/").replace("~0", "~");
      RestField field =
          type instanceof ObjectRef object
              ? types.object(object).fields().stream()
                  .filter(f -> f.wireName().equals(wire))
                  .findFirst()
                  .orElse(null)
              : null;
      if (field == null) {
        throw new SkippedException("the answer has no field at /" + pointer);
      }
      checkMissing(argument, field.always(), "/" + pointer);
      path.append(path.isEmpty() ? "" : ".").append(field.name());
      type = field.type();
    }
    if (!(type instanceof Scalar) || type.equals(RestType.JSON)) {
      throw new SkippedException("what is at /" + pointer + " is not a single value");
    }
    return path.toString();
  }

  /** A segment of the path that is missing asks for nothing; any other parameter, for too much. */
  private static void checkMissing(RestArgument argument, boolean always, String what)
      throws SkippedException {
    if (!argument.in().isPath() && !always) {
      throw new SkippedException(
          what
              + " may be missing, and without the parameter "
              + argument.wireName()
              + " the call would be for anything");
    }
  }

  private String ofRequest(
      RestOperation from,
      ObjectRef owner,
      String expression,
      RestArgument argument,
      Map<String, RestField> given)
      throws SkippedException {
    for (RestArgument known : from.arguments()) {
      if (expression.equals(REQUEST + known.in().place() + "." + known.wireName())
          && known.type() instanceof Scalar type
          && !type.equals(RestType.JSON)) {
        checkMissing(argument, false, expression);
        String name = "request" + Names.pascalCase(known.name());
        if (types.object(owner).fields().stream().anyMatch(f -> f.name().equals(name))
            || links.given(owner.name()).stream()
                .anyMatch(f -> f.name().equals(name) && !f.type().equals(type))) {
          throw new SkippedException("there is a field " + name + " already");
        }
        given.put(known.name(), new RestField(name, name, type, false, false, null));
        return name;
      }
    }
    throw new SkippedException("'" + expression + "' is no single value that the request has");
  }
}
