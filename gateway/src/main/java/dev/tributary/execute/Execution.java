package dev.tributary.execute;

import dev.tributary.execute.StepProgram.EntityTarget;
import dev.tributary.execute.StepProgram.Group;
import dev.tributary.execute.StepProgram.RootTarget;
import dev.tributary.json.JsonWriter;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request's run through its plan. Confined to the request's event loop, so nothing here is
 * locked.
 */
final class Execution {

  private static final Logger log = LoggerFactory.getLogger(Execution.class);

  private final CompiledOperation operation;
  private final Upstream upstream;
  private final RequestScope scope;
  private final EngineOptions options;
  private final VariableValues variables;
  private final List<Withheld.Place> withheld;
  private final Map<String, byte[]> introspection;
  private final boolean[] conditions;
  private final ResponseTree tree;
  private final RowMerger merger;
  private final int root;
  private final LocatedErrors errors = new LocatedErrors();
  private final @Nullable UpstreamFailure[] failures;

  /** Steps whose answer was errors and nothing else. */
  private final BitSet withoutData = new BitSet();

  private final StepSchedule schedule;
  private final EntityRequests entities;
  private final Spending spending;
  private final Promise<GraphQlAnswer> answer = Promise.promise();
  private boolean beginning;

  private Execution(
      CompiledOperation operation,
      Upstream upstream,
      RequestScope scope,
      EngineOptions options,
      VariableValues variables,
      Map<String, byte[]> introspection,
      List<Withheld.Place> withheld,
      Spending spending) {
    this.withheld = withheld;
    this.spending = spending;
    this.operation = operation;
    this.upstream = upstream;
    this.scope = scope;
    this.options = options;
    this.variables = variables;
    this.introspection = introspection;
    this.conditions = operation.evaluate(variables);
    this.tree = new ResponseTree(operation.sizes().cells(), options.maxResponseBytes() / 4);
    this.merger = new RowMerger(tree, operation.types());
    this.root = tree.newRow(operation.root().slots, operation.root().staticType);
    this.failures = new @Nullable UpstreamFailure[operation.steps().size()];
    this.schedule = new StepSchedule(operation.steps());
    this.entities = new EntityRequests(tree, root, variables, this::holds);
  }

  /**
   * Runs an operation.
   *
   * @param introspection the JSON of the root fields that the schema answers, by response key
   * @param withheld the places that the caller may not see and is told of
   * @param spending is told what services answer, and says which are not asked
   */
  static Future<GraphQlAnswer> run(
      CompiledOperation operation,
      Upstream upstream,
      RequestScope scope,
      EngineOptions options,
      VariableValues variables,
      Map<String, byte[]> introspection,
      List<Withheld.Place> withheld,
      Spending spending) {
    Execution execution =
        new Execution(
            operation, upstream, scope, options, variables, introspection, withheld, spending);
    execution.beginReady();
    return execution.answer.future();
  }

  /** A loop and not recursion: an upstream may answer at once, and chains of steps may be long. */
  private void beginReady() {
    if (beginning) {
      return;
    }
    beginning = true;
    try {
      for (StepProgram step = schedule.next(); step != null; step = schedule.next()) {
        begin(step);
      }
      if (schedule.isDone()) {
        finish();
      }
    } catch (RuntimeException bug) {
      answer.tryFail(bug);
    } finally {
      beginning = false;
    }
  }

  private void callEnded(StepProgram step) {
    schedule.callEnded(step);
    beginReady();
  }

  private boolean holds(int condition) {
    return condition < 0 || conditions[condition];
  }

  private void begin(StepProgram step) {
    if (!holds(step.condition())) {
      schedule.calls(step, 0);
      return;
    }
    UpstreamFailure refusal = spending.refusal(step);
    if (refusal != null) {
      failures[step.id()] = refusal;
      schedule.calls(step, 0);
      return;
    }
    switch (step.target()) {
      case RootTarget target -> {
        int[] rows = TargetWalk.rows(tree, root, target.path());
        schedule.calls(step, rows.length == 0 ? 0 : 1);
        if (rows.length > 0) {
          JsonWriter body = step.template().begin(variables);
          send(step, body, step.data(), data -> mergeRoot(step, target, rows, data));
        }
      }
      case EntityTarget target -> {
        List<EntityRequests.Request> requests = entities.of(step, target);
        schedule.calls(step, requests.size());
        for (EntityRequests.Request request : requests) {
          send(
              step,
              request.body(),
              request.data(),
              data -> mergeEntities(step, request.target(), request.inputs(), data));
        }
      }
    }
  }

  /** What is done with a well-formed answer. */
  private interface Merge {
    /** False when the answer has not the form that was asked for. */
    boolean merge(AnswerReader.Answer answer);
  }

  private void send(StepProgram step, JsonWriter body, ResponseShape data, Merge merge) {
    if (scope.isCancelled()) {
      fail(step, UpstreamFailure.Code.UPSTREAM_CANCELLED, "The client went away.");
      return;
    }
    if (scope.remainingNanos() <= 0) {
      fail(step, UpstreamFailure.Code.UPSTREAM_TIMEOUT, "The request's time limit has passed.");
      return;
    }
    step.template().end(body);
    Buffer bytes = BufferInternal.buffer(Unpooled.wrappedBuffer(body.array(), 0, body.length()));
    upstream
        .send(step.step(), bytes, scope)
        .onComplete(
            result -> {
              try {
                if (result.succeeded()) {
                  answered(step, result.result(), data, merge);
                } else {
                  failed(step, result.cause());
                }
              } catch (RuntimeException bug) {
                answer.tryFail(bug);
              }
            });
  }

  private void failed(StepProgram step, Throwable cause) {
    spending.failed();
    if (cause instanceof UpstreamFailure failure) {
      failures[step.id()] = failure;
      callEnded(step);
    } else {
      log.error(
          "The call to {} failed in a way that is ours", step.step().subgraph().name(), cause);
      fail(step, UpstreamFailure.Code.UPSTREAM_UNREACHABLE, "The service could not be called.");
    }
  }

  private void fail(StepProgram step, UpstreamFailure.Code code, String message) {
    spending.failed();
    failures[step.id()] = new UpstreamFailure(code, message);
    callEnded(step);
  }

  private void answered(StepProgram step, Buffer body, ResponseShape data, Merge merge) {
    AnswerBytes bytes = AnswerBytes.of(body);
    if (bytes.end() > Cell.MAX_OFFSET || tree.answers() == Cell.MAX_ANSWERS) {
      tooLarge(step);
      return;
    }
    boolean merged;
    try {
      AnswerReader.Answer read =
          AnswerReader.read(
              tree, operation.types(), data, bytes.array(), bytes.start(), bytes.end());
      merged = read != null && merge.merge(read);
    } catch (ResponseTree.TooLarge e) {
      tooLarge(step);
      return;
    }
    if (!merged) {
      fail(
          step,
          UpstreamFailure.Code.UPSTREAM_INVALID_RESPONSE,
          "The service's answer is not a GraphQL response to what it was asked.");
      return;
    }
    spending.answered(step, bytes);
    callEnded(step);
  }

  private void tooLarge(StepProgram step) {
    fail(
        step,
        UpstreamFailure.Code.UPSTREAM_RESPONSE_TOO_LARGE,
        "The service's answer is too large.");
  }

  private List<UpstreamError> errors(AnswerReader.Answer read) {
    return read.errors() == null
        ? List.of()
        : UpstreamError.read(read.errors(), options.maxErrors(), options.messages());
  }

  private boolean mergeRoot(
      StepProgram step, RootTarget target, int[] rows, AnswerReader.Answer read) {
    List<UpstreamError> told = errors(read);
    if (Cell.kind(read.data()) == Cell.ROW) {
      for (int row : rows) {
        merger.merge(row, Cell.index(read.data()), target.shape(), rows.length > 1);
      }
    } else if (told.isEmpty()) {
      return false;
    } else {
      withoutData.set(step.id());
    }
    List<Integer> targets = List.of();
    for (UpstreamError error : told) {
      if (targets.isEmpty()) {
        targets = Arrays.stream(rows).boxed().toList();
      }
      if (error.path().isEmpty()) {
        errors.add(error, step);
      } else {
        errors.add(error, step, error.path(), tree, targets);
      }
    }
    return true;
  }

  private boolean mergeEntities(
      StepProgram step,
      EntityTarget target,
      List<RepresentationSet> inputs,
      AnswerReader.Answer read) {
    boolean hasData = Cell.kind(read.data()) == Cell.ROW;
    List<UpstreamError> told = errors(read);
    for (Group group : target.groups()) {
      long list = hasData ? tree.get(Cell.index(read.data()), group.slot()) : (long) Cell.MISSING;
      int asked = holds(group.condition()) ? inputs.get(group.input()).size() : 0;
      boolean fits = Cell.isAbsent(list) ? !told.isEmpty() : isEntities(list, asked);
      if (asked > 0 && !fits) {
        return false;
      }
    }
    if (!hasData) {
      withoutData.set(step.id());
    }
    for (Group group : target.groups()) {
      if (hasData && holds(group.condition())) {
        EntityMerge.merge(
            tree,
            merger,
            group,
            inputs.get(group.input()),
            tree.get(Cell.index(read.data()), group.slot()));
      }
    }
    for (UpstreamError error : told) {
      EntityMerge.locate(error, step, target, inputs, tree, errors);
    }
    return true;
  }

  /** Whether there is one entity, or null, for each representation. */
  private boolean isEntities(long list, int asked) {
    if (Cell.kind(list) != Cell.LIST || tree.length(Cell.index(list)) != asked) {
      return false;
    }
    for (int i = 0; i < asked; i++) {
      long entity = tree.get(Cell.index(list), i);
      if (!Cell.isAbsent(entity) && Cell.kind(entity) != Cell.ROW) {
        return false;
      }
    }
    return true;
  }

  private void finish() {
    scope.record().fetched();
    FieldErrors fieldErrors =
        new FieldErrors(
            operation.steps(),
            failures,
            withoutData,
            errors,
            options.maxErrors(),
            scope.record().told(),
            AccessGate.apart(options));
    AccessGate.addTo(fieldErrors.refusals(), withheld);
    SpareArrays spares = SpareArrays.ofThread();
    JsonWriter out = new JsonWriter(spares.take(operation.sizes().bytes()));
    Projector projector =
        new Projector(
            operation,
            tree,
            conditions,
            introspection,
            fieldErrors,
            options.maxResponseBytes(),
            out);
    try {
      projector.write(root);
      operation.sizes().used(tree.size(), out.length());
      AccessGate.finish(fieldErrors.refusals(), scope, options);
      byte[] bytes = out.array();
      fieldErrors.all().tell(scope.record());
      scope.record().projected();
      answer.tryComplete(
          new GraphQlAnswer(
              GraphQlAnswer.Outcome.EXECUTED,
              BufferInternal.buffer(Unpooled.wrappedBuffer(bytes, 0, out.length())),
              spares.giving(bytes)));
    } catch (Projector.TooLarge e) {
      spares.giving(out.array()).run();
      scope.record().error("RESPONSE_TOO_LARGE");
      scope.record().projected();
      answer.tryComplete(
          ErrorAnswers.executed(
              "RESPONSE_TOO_LARGE", "The answer to this operation is too large."));
    }
  }
}
