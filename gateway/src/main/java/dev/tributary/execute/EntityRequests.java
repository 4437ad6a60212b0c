package dev.tributary.execute;

import dev.tributary.execute.RepresentationProgram.Requiring;
import dev.tributary.execute.StepProgram.EntityTarget;
import dev.tributary.execute.StepProgram.Group;
import dev.tributary.execute.StepProgram.Input;
import dev.tributary.json.JsonText;
import dev.tributary.json.JsonWriter;
import dev.tributary.plan.RepeatableDocument;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes the requests of entity steps: one each, unless so many entities are filled differently
 * from a context that one document would become too long.
 */
final class EntityRequests {

  /**
   * {@code _entities} fields in one document. Servers bound the size of documents (graphql-java: at
   * 15,000 tokens by default), and one of these seldom takes more than a hundred.
   */
  static final int MOST_COPIES = 100;

  private final ResponseTree tree;
  private final int root;
  private final VariableValues variables;
  private final IntPredicate holds;

  /**
   * @param holds whether the condition with this number does
   */
  EntityRequests(ResponseTree tree, int root, VariableValues variables, IntPredicate holds) {
    this.tree = tree;
    this.root = root;
    this.variables = variables;
    this.holds = holds;
  }

  /**
   * One request.
   *
   * @param data the expected {@code data}
   * @param target its groups and, by their numbers, the inputs
   */
  record Request(
      JsonWriter body, ResponseShape data, EntityTarget target, List<RepresentationSet> inputs) {}

  /** None when there is nothing to ask for. */
  List<Request> of(StepProgram step, EntityTarget target) {
    return step.step().repeatable() == null ? plain(step, target) : contextual(step, target);
  }

  private List<Request> plain(StepProgram step, EntityTarget target) {
    JsonWriter body = step.template().begin(variables);
    List<RepresentationSet> sets = new ArrayList<>(target.inputs().size());
    for (Input input : target.inputs()) {
      int[] rows = isAsked(input) ? TargetWalk.rows(tree, root, input.path()) : new int[0];
      RequestTemplate.variable(body, input.quotedVariable());
      sets.add(representations(rows, input, Set.of(), body));
    }
    for (RepresentationSet set : sets) {
      if (set.size() > 0) {
        return List.of(new Request(body, step.data(), target, sets));
      }
    }
    return List.of();
  }

  private RepresentationSet representations(
      int[] rows, Input input, Set<Requiring> lost, JsonWriter body) {
    body.write('[');
    RepresentationSet set = RepresentationSet.write(tree, rows, input.program(), lost, body);
    body.write(']');
    return set;
  }

  private boolean isAsked(Input input) {
    for (int condition : input.conditions()) {
      if (holds.test(condition)) {
        return true;
      }
    }
    return false;
  }

  /** Entities of a group that are filled alike. */
  private record Asked(
      int group, Input input, int[] rows, List<byte[]> values, Set<Requiring> lost) {}

  private List<Request> contextual(StepProgram step, EntityTarget target) {
    List<Asked> asked = new ArrayList<>();
    for (int group = 0; group < target.groups().size(); group++) {
      Input input = target.inputs().get(target.groups().get(group).input());
      if (!isAsked(input)) {
        continue;
      }
      if (input.contexts().isEmpty()) {
        int[] rows = TargetWalk.rows(tree, root, input.path());
        asked.add(new Asked(group, input, rows, List.of(), Set.of()));
      } else {
        for (ContextSplit.Part part : ContextSplit.of(tree, root, input)) {
          asked.add(new Asked(group, input, part.rows(), part.values, part.lost));
        }
      }
    }
    asked.removeIf(one -> isNobody(one));
    List<Request> requests = new ArrayList<>();
    for (int from = 0; from < asked.size(); from += MOST_COPIES) {
      int to = Math.min(asked.size(), from + MOST_COPIES);
      requests.add(request(step, target, asked.subList(from, to)));
    }
    return requests;
  }

  /** Whether none of the objects can be represented. */
  private boolean isNobody(Asked asked) {
    JsonWriter scratch = new JsonWriter(64);
    for (int row : asked.rows()) {
      Set<Requiring> lost = new HashSet<>(asked.lost());
      if (asked.input().program().write(tree, row, scratch, lost)
          && !asked.input().program().isNothingLeft(lost)) {
        return false;
      }
      scratch.truncate(0);
    }
    return true;
  }

  private Request request(StepProgram step, EntityTarget target, List<Asked> asked) {
    RepeatableDocument document = Objects.requireNonNull(step.step().repeatable());
    List<Integer> copies = new ArrayList<>(Collections.nCopies(target.groups().size(), 0));
    asked.forEach(one -> copies.set(one.group(), copies.get(one.group()) + 1));
    boolean once = copies.stream().allMatch(count -> count == 1);
    JsonWriter body =
        once
            ? step.template().begin(variables)
            : step.template().begin(variables, document.write(copies), document.variables(copies));
    List<RepresentationSet> sets = new ArrayList<>(asked.size());
    List<Group> groups = new ArrayList<>(asked.size());
    List<ResponseShape.Field> fields = new ArrayList<>(asked.size());
    @Nullable RowShape[] shapes = new @Nullable RowShape[asked.size()];
    int copy = 0;
    for (int i = 0; i < asked.size(); i++) {
      Asked one = asked.get(i);
      copy = i > 0 && asked.get(i - 1).group() == one.group() ? copy + 1 : 1;
      String suffix = RepeatableDocument.suffix(copy);
      Input input = one.input();
      RequestTemplate.variable(body, quoted(input.variable(), suffix));
      sets.add(representations(one.rows(), input, one.lost(), body));
      for (int value = 0; value < one.values().size(); value++) {
        RequestTemplate.variable(body, quoted(input.contexts().get(value).name(), suffix));
        body.write(one.values().get(value));
      }
      Group group = target.groups().get(one.group());
      ResponseShape.Field field = step.data().field(one.group());
      shapes[i] = group.shape();
      fields.add(
          new ResponseShape.Field(
              Tokens.key(quoted(group.responseKey(), suffix)),
              i,
              field.child,
              field.leafListDepth));
      groups.add(
          new Group(
              group.responseKey() + suffix,
              i,
              i,
              group.shape(),
              group.selected(),
              group.condition()));
    }
    ResponseShape data = new ResponseShape(new RowShape(-1, TypeTable.UNKNOWN, shapes), fields);
    return new Request(body, data, new EntityTarget(List.of(), groups), sets);
  }

  private static byte[] quoted(String name, String suffix) {
    return JsonText.quote(name + suffix);
  }
}
