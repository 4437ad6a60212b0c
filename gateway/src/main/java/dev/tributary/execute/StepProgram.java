package dev.tributary.execute;

import dev.tributary.plan.FetchStep;
import java.util.List;

/**
 * One step, compiled.
 *
 * @param condition number of the condition on which it is made; -1 for always
 * @param data the expected {@code data}
 * @param target where it goes
 * @param dependencies how many steps must have ended first
 * @param dependents ids of those that wait for this one
 * @param ancestors ids of all steps that it depends on, through others too
 * @param place the client's keys down to what the step completes, as far as no list intervenes: the
 *     path of an error that says nothing more exact
 */
record StepProgram(
    FetchStep step,
    int condition,
    RequestTemplate template,
    ResponseShape data,
    Target target,
    int dependencies,
    List<Integer> dependents,
    List<Integer> ancestors,
    List<String> place) {

  int id() {
    return step.id();
  }

  /** Where the answer goes. */
  sealed interface Target {}

  /**
   * Into objects of a root type.
   *
   * @param path empty for the root itself
   */
  record RootTarget(List<TargetWalk.Move> path, RowShape shape) implements Target {}

  /** Into entities. */
  record EntityTarget(List<Input> inputs, List<Group> groups) implements Target {}

  /**
   * A variable that carries representations.
   *
   * @param variable its name
   * @param quotedVariable the same as a JSON string
   * @param contexts further variables, whose values depend on the entity
   * @param conditions of the groups that use it: when none holds, it is sent empty
   */
  record Input(
      String variable,
      byte[] quotedVariable,
      List<TargetWalk.Move> path,
      RepresentationProgram program,
      List<ContextProgram> contexts,
      List<Integer> conditions) {}

  /**
   * One {@code _entities} field.
   *
   * @param responseKey its key, and the first element of its errors' paths
   * @param slot of its list in the step's data
   * @param input index of its representations
   * @param shape of the objects that it completes
   * @param selected the slots of these that it fills
   * @param condition number of the condition on which it is asked for; -1 for always
   */
  record Group(
      String responseKey,
      int slot,
      int input,
      RowShape shape,
      List<Integer> selected,
      int condition) {}
}
